import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProgramLog } from '#service/program-log';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'dni-log-'))));
afterEach(() => rm(folder, { recursive: true }));

it('keeps what was written, the newest last, in a folder that it makes', () => {
  const log = new ProgramLog(join(folder, 'logs', 'program.log'));
  expect(log.read()).toBe('');
  log.write('error', 'The first.\nIts second line.');
  log.write('info', 'The second.');
  expect(log.read()).toMatch(
    /^\S+ error The first\.\n {2}Its second line\.\n\S+ info The second\.\n$/,
  );
});

it('does not grow for ever', async () => {
  const log = new ProgramLog(join(folder, 'program.log'));
  for (let entry = 0; entry < 200; entry += 1) log.write('info', 'x'.repeat(7000));
  log.write('info', 'The last.');
  expect(await readdir(folder)).toEqual(['program.log', 'program.log.1']);
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  );
  for (const size of sizes) expect(size).toBeLessThan(300_000);
  expect(log.read()).toContain('The last.');
});

it('lets the program go on where it cannot be written', () => {
  new ProgramLog('/dev/null/program.log').write('error', 'lost');
});
