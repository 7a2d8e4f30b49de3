import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFailureLogs, writeFailureLog } from '#service/failure-logs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-failures-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes the arguments and the stack of an error, and reads them again', async () => {
  const logs = join(folder, 'logs');
  const error = new Error('no export');
  const path = await writeFailureLog(error, logs);
  expect(await readFile(path ?? '', 'utf8')).toBe(`${process.argv.join(' ')}\n${error.stack}\n`);
  expect(await readFailureLogs(logs)).toContain(error.stack);
});

it('reads the newest five, the oldest of them first, and nothing else that lies there', async () => {
  for (const second of [3, 1, 2, 6, 5, 4, 7])
    await writeFile(join(folder, `error-2026-11-30T09491${second}.582Z.log`), `failure ${second}`);
  await writeFile(join(folder, 'other.log'), 'other');
  const text = await readFailureLogs(folder);
  expect(text.match(/failure \d/g)).toEqual([3, 4, 5, 6, 7].map((second) => `failure ${second}`));
  expect(text).toContain('2026-11-30T094917.582Z\n');
  expect(text).not.toContain('other');
});

it('neither fails nor invents anything where it cannot write or read', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(await writeFailureLog(new Error('x'), join(folder, 'file', 'logs'))).toBeNull();
  expect(await readFailureLogs(join(folder, 'missing'))).toBe('');
});
