import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProjectFromArchive, importArchive } from '#exchange/archive/import-archive';
import { removeProjectLeftovers } from '#storage/leftovers';
import { settleStagings } from '#storage/staging';
import { root } from '../../cli/run-cli';
import { emptyFolder, newProject } from '../../storage/helpers';
import { archivedProject, archiveOf, checksums } from './archived-project';

/** Starts an export or an import in a process of its own, and kills it once it has reported so often. */
async function killAfter(reports: number, ...args: string[]): Promise<void> {
  const script = 'test/main/exchange/archive/archive-child.ts';
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = 0;
  child.stdout?.on('data', (text: Buffer) => {
    seen += text.toString().split('\n').length - 1;
    if (seen >= reports) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal, 'it has ended before it was killed').toBe('SIGKILL');
}

/** Adds some megabytes, so that there is time to be killed. */
async function largeArchive(): Promise<{ path: string; directory: string }> {
  const { project, runs } = await archivedProject();
  const folder = join(project.directory, 'runs', runs[0].id, 'checkpoints', '40');
  await mkdir(folder);
  await writeFile(join(folder, 'state.json'), '{}');
  await writeFile(join(folder, 'weights.safetensors'), Buffer.alloc(40e6, 1));
  return {
    path: await archiveOf(project, { subject: { kind: 'project' } }),
    directory: project.directory,
  };
}

describe('a program that is killed', () => {
  it('in the middle of an import leaves the project as it was, and the import can be made again', async () => {
    const { path } = await largeArchive();
    for (const reports of [1, 40, 120]) {
      const project = await newProject();
      const before = await readdir(project.directory, { recursive: true });
      await killAfter(reports, 'import', project.directory, path);
      expect((await readdir(project.directory)).some((name) => name.startsWith('.import-'))).toBe(
        true,
      );
      await removeProjectLeftovers(project);
      expect(await readdir(project.directory, { recursive: true })).toEqual(before);
      await importArchive(project, path);
      expect((await readdir(join(project.directory, 'runs'))).length).toBe(4);
    }
  });

  it('while it makes a project of an archive leaves no project, and nothing after the next start', async () => {
    const { path, directory } = await largeArchive();
    const target = join(await emptyFolder(), 'copy');
    await killAfter(40, 'create', target, path);
    expect(await readdir(dirname(target))).toEqual([expect.stringMatching(/^\.import-/)]);
    await settleStagings(dirname(target), null);
    expect(await readdir(dirname(target))).toEqual([]);
    await createProjectFromArchive(target, path);
    expect(await checksums(target)).toEqual(await checksums(directory));
  });

  it('in the middle of an export leaves no archive, and the file that was there', async () => {
    const { directory } = await largeArchive();
    const exports = join(directory, 'exports');
    await mkdir(exports);
    const target = join(exports, 'all.dni.zip');
    await writeFile(target, 'the one before');
    const before = await checksums(directory);
    await killAfter(60, 'export', directory, target);
    const [left = ''] = (await readdir(exports)).filter((name) => name.endsWith('.tmp'));
    expect(left).toMatch(/^all\.dni\.zip\.\d+-[\da-f]+\.tmp$/);
    // A minute later it is removed when the project is opened.
    await utimes(join(exports, left), new Date(0), new Date(0));
    await removeProjectLeftovers({ id: '', name: 'Test', directory, created: '' });
    expect(await checksums(directory)).toEqual(before);
  });
});
