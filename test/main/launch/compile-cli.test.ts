import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { workbenchVersion } from '#spec/version';
import { compileCli } from '../../../src-main/launch/compile-cli';
import { root } from '../cli/run-cli';

const run = promisify(execFile);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-compiled-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program whose command line prints its text when it is compiled by `compile`, and else that it runs from its sources. */
async function writeProgram(compile: string): Promise<void> {
  await mkdir(join(folder, 'src-main/launch'), { recursive: true });
  await cp(join(root, 'src-main/dni.js'), join(folder, 'src-main/dni.js'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'src-main/cli.ts'), "console.log('sources' as string);");
  await writeFile(join(folder, 'src-main/text.ts'), 'one');
  await writeFile(join(folder, 'src-main/launch/compile-cli.ts'), compile);
}

const compile = `
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
export function compileCli(root: URL, compiled: URL): void {
  console.log('compiling');
  const source = new URL('src-main/text.ts', root);
  const { size, mtimeMs } = statSync(source);
  mkdirSync(compiled, { recursive: true });
  writeFileSync(new URL('cli.js', compiled), 'console.log("' + readFileSync(source, 'utf8') + '")');
  const sources = [['src-main/text.ts', size, mtimeMs]];
  writeFileSync(new URL('sources.json', compiled), JSON.stringify({ sources }));
}`;

const runProgram = async (): Promise<string[]> =>
  (await run(process.execPath, [join(folder, 'src-main/dni.js')])).stdout.trimEnd().split('\n');

it('is compiled once, and again when a source has changed', async () => {
  await writeProgram(compile);
  expect(await runProgram()).toEqual(['compiling', 'one']);
  expect(await runProgram()).toEqual(['one']);
  await writeFile(join(folder, 'src-main/text.ts'), 'another');
  expect(await runProgram()).toEqual(['compiling', 'another']);
});

it('is run from its sources where it cannot be compiled', async () => {
  await writeProgram("export function compileCli(): void { throw new Error('read-only') }");
  expect(await runProgram()).toEqual(['sources']);
});

it('compiles the command line of this program, with a process for each script', async () => {
  // Below `out`, where it finds the packages and its own files.
  const compiled = join(root, 'out', `test-${process.pid}`);
  try {
    // Of the compilation before, begun from until now, and of an earlier one.
    await mkdir(compiled, { recursive: true });
    await writeFile(join(compiled, 'sources.json'), '{"sources":[],"files":["last.js"]}');
    for (const name of ['last.js', 'earlier.js']) {
      await writeFile(join(compiled, name), '');
      await utimes(join(compiled, name), 0, 0);
    }
    await compileCli(pathToFileURL(root), pathToFileURL(`${compiled}/`));
    const version = await run(process.execPath, [join(compiled, 'cli.js'), '--version']);
    expect(version.stdout.trim()).toBe(workbenchVersion);
    const names = ['worker.js', 'self-test-child.js', 'build-child.js', 'sources.json'];
    const files = await readdir(compiled);
    expect(files).toEqual(expect.arrayContaining(names));
    expect(files.filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(files).toContain('last.js');
    expect(files).not.toContain('earlier.js');
    // Another process that compiles older sources may replace a script.
    const { size, mtimeMs } = await stat(join(compiled, 'worker.js'));
    const notes = await readFile(join(compiled, 'sources.json'), 'utf8');
    expect((JSON.parse(notes) as { sources: unknown[] }).sources).toContainEqual([
      `out/test-${process.pid}/worker.js`,
      size,
      mtimeMs,
    ]);
  } finally {
    await rm(compiled, { recursive: true, force: true });
  }
});
