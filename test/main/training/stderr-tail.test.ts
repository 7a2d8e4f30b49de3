import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { collectTail } from '#training/stderr-tail';

describe('collectTail', () => {
  it('keeps the last 20 lines, joins lines split over chunks, and includes an unfinished last line', async () => {
    const stream = new PassThrough();
    const readTail = collectTail(stream);
    for (let n = 0; n < 50; n += 1) {
      stream.write('line ');
      stream.write(`${n}\r\n\n`);
    }
    stream.end('open');
    await new Promise((resolve) => setImmediate(resolve));
    expect(readTail().length).toBeLessThanOrEqual(20);
    expect(readTail().slice(-3)).toEqual(['line 48', 'line 49', 'open']);
  });

  it('returns no lines where there is no stream', () => {
    expect(collectTail(null)()).toEqual([]);
  });
});
