import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobFile } from '#cluster/node/job-file';
import { writeBundle } from '#cluster/write-bundle';
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

async function pack(runId: string, name = 'a.zip') {
  const job: JobFile = {
    ...{ version: 1, id: 'j-1', runIds: [runId], atOnce: 1, cores: 2 },
    checkpointEverySeconds: 60,
  };
  const program = [{ name: 'out/node/cli.js', path: join(folder, 'cli.js') }];
  return writeBundle(join(folder, name), { project, job, program });
}

/** By another program. */
function unpack(file: string): { names: string[]; read: (name: string) => string } {
  const python = (code: string, ...args: string[]) =>
    execFileSync(
      'python3',
      ['-c', `import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n${code}`, file, ...args],
      {
        encoding: 'utf8',
      },
    );
  const names = python('print("\\n".join(z.namelist()))').trim().split('\n').sort();
  return { names, read: (name) => python('print(z.read(sys.argv[2]).decode())', name) };
}

describe('writeBundle', () => {
  beforeEach(() => writeFile(join(folder, 'cli.js'), 'program'));

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
    const { names, read } = unpack(bundle.file);
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
    const again = await pack(runId, 'b.zip');
    expect(again).toEqual({ ...bundle, file: again.file });
  });

  it('refuses a run that reads files outside of its project', async () => {
    const runId = await newRun({ kind: 'text', files: ['/home/me/words.txt'] });
    await expect(pack(runId)).rejects.toMatchObject({ kind: 'validation' });
  });

  it('says which file of the program is missing', async () => {
    const runId = await newRun();
    const program = [{ name: 'a.js', path: join(folder, 'none.js') }];
    const job: JobFile = {
      ...{ version: 1, id: 'j-1', runIds: [runId], atOnce: 1, cores: 2 },
      checkpointEverySeconds: 60,
    };
    await expect(
      writeBundle(join(folder, 'c.zip'), { project, job, program }),
    ).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
