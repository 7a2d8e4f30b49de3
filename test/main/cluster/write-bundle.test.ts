import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobFile } from '#cluster/node/job-file';
import { SharedPackages } from '#cluster/shared-packages';
import { writeBundle, type Bundle } from '#cluster/write-bundle';
import type { Experiment } from '#spec/experiment';
import type { ProjectFolder } from '#storage/projects';
import { createRun, runDirectory } from '#storage/runs';
import { emptyFolder, newProject, spirals } from '../storage/helpers';

let project: ProjectFolder;
let folder: string;

beforeEach(async () => {
  project = await newProject();
  folder = await emptyFolder();
});

async function newRun(task: object = { kind: 'spirals' }): Promise<string> {
  const spec = { ...spirals(), task } as Experiment;
  const job = { id: 'j', place: 'Cluster' };
  return (await createRun(project, { name: 'x', modelId: null, spec, job })).id;
}

let shared: SharedPackages;

const job = (runId: string): Omit<JobFile, 'cutFiles'> => ({
  ...{ version: 1, id: 'j-1', runIds: [runId], together: false, cores: 2 },
  checkpointEverySeconds: 60,
});

const pack = (runId: string, name = 'a') =>
  writeBundle(join(folder, name), { project, job: job(runId), shared });

/** By another program. */
function unpack({ packages, shared: others }: Bundle): {
  names: string[];
  read: (name: string) => string;
} {
  const out = join(folder, 'unpacked');
  for (const { file } of [...packages, ...others])
    execFileSync('python3', ['-m', 'zipfile', '-e', file, out]);
  const names = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)));
  return { names: names.sort(), read: (name) => readFileSync(join(out, name), 'utf8') };
}

describe('writeBundle', () => {
  beforeEach(async () => {
    const path = join(folder, 'cli.js');
    await writeFile(path, 'program');
    shared = new SharedPackages(() => Promise.resolve([{ name: 'out/node/cli.js', path }]));
  });
  afterEach(() => shared.close());

  it('packs the program, the runs with their newest checkpoint, and their data sets, and nothing else', async () => {
    await newRun();
    const runId = await newRun({ kind: 'text', dataset: 'words' });
    const directory = runDirectory(project, runId);
    for (const step of [20, 100]) {
      await mkdir(join(directory, `checkpoints/${step}`));
      await writeFile(join(directory, `checkpoints/${step}/state.json`), JSON.stringify({ step }));
    }
    await mkdir(join(directory, 'checkpoints/120.partial'));
    await writeFile(join(directory, 'metrics/0.f64'), 'rows');
    await writeFile(join(directory, 'log.jsonl'), '');
    await writeFile(join(directory, 'lock'), '{}');
    for (const name of ['words', 'others']) {
      await mkdir(join(project.directory, 'datasets', name, 'part'), { recursive: true });
      await writeFile(join(project.directory, 'datasets', name, 'part/text.txt'), 'abc');
    }
    await symlink('/etc/passwd', join(project.directory, 'datasets/words/part/link.txt'));
    await symlink('/etc/passwd', join(directory, 'metrics/1.f64'));
    await symlink('/etc/passwd', join(directory, 'metrics.json'));
    const bundle = await pack(runId);
    expect(bundle.packages).toHaveLength(1);
    expect(bundle.shared).toHaveLength(2);
    const { names, read } = unpack(bundle);
    const run = `project/runs/${runId}`;
    expect(names).toEqual(
      [
        ...['job.json', 'program/out/node/cli.js', 'program/package.json', 'run-job.sh'],
        ...['project/datasets/words/part/text.txt', 'project/project.json'],
        ...[`${run}/checkpoints/100/state.json`, `${run}/log.jsonl`, `${run}/metrics/0.f64`],
        `${run}/run.json`,
      ].sort(),
    );
    const sent = JSON.parse(read(`${run}/run.json`)) as object;
    expect(sent).toMatchObject({ id: runId, status: 'interrupted', pid: null });
    expect(sent).not.toHaveProperty('job');
    expect(JSON.parse(read('job.json'))).toEqual({ ...job(runId), cutFiles: [] });
    const again = await pack(runId, 'b');
    expect(again.packages[0].sha256).toBe(bundle.packages[0].sha256);
    expect(again.shared).toEqual(bundle.shared);
  });

  it('refuses a run that reads files outside of its project', async () => {
    const runId = await newRun({ kind: 'text', files: ['/home/me/words.txt'] });
    await expect(pack(runId)).rejects.toMatchObject({ kind: 'validation' });
  });

  it('says which file of the program is missing', async () => {
    const runId = await newRun();
    const program = [{ name: 'a.js', path: join(folder, 'none.js') }];
    const none = new SharedPackages(() => Promise.resolve(program));
    await expect(
      writeBundle(join(folder, 'c'), { project, job: job(runId), shared: none }),
    ).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
