import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { keepLastLines } from '#training/last-lines';

describe('keepLastLines', () => {
  it('keeps the last 20, joined over chunks, the open one too', async () => {
    const stream = new PassThrough();
    const lines = keepLastLines(stream);
    for (let n = 0; n < 50; n += 1) {
      stream.write(`line `);
      stream.write(`${n}\r\n\n`);
    }
    stream.end('open');
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines().length).toBeLessThanOrEqual(20);
    expect(lines().slice(-3)).toEqual(['line 48', 'line 49', 'open']);
  });

  it('does without a stream', () => {
    expect(keepLastLines(null)()).toEqual([]);
  });
});
