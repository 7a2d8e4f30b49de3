import type * as Fs from 'node:fs';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProgramLog } from '#service/program-log';

/** Of a full file: another process begins a new one right after this process has found it full. */
const full = vi.hoisted(() => ({ path: '' }));
vi.mock('node:fs', async (load) => {
  const fs = await load<typeof Fs>();
  const statSync = (path: string, options: object): unknown => {
    const stats = fs.statSync(path, options);
    if (path !== full.path) return stats;
    full.path = '';
    fs.renameSync(path, `${path}.1`);
    fs.writeFileSync(path, 'Of the other process.\n');
    return stats;
  };
  return { ...fs, statSync };
});

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

it('keeps the full file where another process has found it full too and has already begun a new one', () => {
  const path = join(folder, 'program.log');
  writeFileSync(path, `${'x'.repeat(300_000)}\nThe last of the full one.\n`);
  full.path = path;
  new ProgramLog(path).write('info', 'Of this process.');
  const log = new ProgramLog(path).read();
  for (const entry of ['The last of the full one.', 'Of the other process.', 'Of this process.'])
    expect(log).toContain(entry);
});

it('begins a new file although a process was ended while it did so', async () => {
  const path = join(folder, 'program.log');
  writeFileSync(path, 'x'.repeat(300_000));
  await mkdir(`${path}.lock`);
  new ProgramLog(path).write('info', 'a');
  expect(await readdir(folder)).toEqual(['program.log', 'program.log.lock']);
  await utimes(`${path}.lock`, 0, 0);
  new ProgramLog(path).write('info', 'b');
  new ProgramLog(path).write('info', 'c');
  expect(await readdir(folder)).toEqual(['program.log', 'program.log.1']);
});

it('lets the program go on where it cannot be written', () => {
  new ProgramLog('/dev/null/program.log').write('error', 'lost');
});
