import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendLog, repairLog, readLog } from '#storage/log';
import { emptyFolder } from './helpers';

describe('log', () => {
  it('reads what was written and skips a line that was cut off', async () => {
    const folder = await emptyFolder();
    const entry = { time: '2026-11-23T16:33:00.000Z', level: 'info' as const, message: 'Resumed.' };
    expect(await readLog(folder)).toEqual([]);
    await appendLog(folder, entry);
    await appendLog(folder, { ...entry, message: 'a\nb' });
    await appendFile(join(folder, 'log.jsonl'), '{"time": "2026');
    expect(await readLog(folder)).toEqual([entry, { ...entry, message: 'a\nb' }]);
    await repairLog(folder);
    await repairLog(folder);
    await appendLog(folder, entry);
    expect(await readLog(folder)).toEqual([entry, { ...entry, message: 'a\nb' }, entry]);
  });
});
