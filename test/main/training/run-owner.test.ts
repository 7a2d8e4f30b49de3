import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thisProcess } from '#files/process-identity';
import type { Job } from '#spec/job';
import { placeSchema } from '#spec/place';
import type { Run } from '#spec/run';
import { writeJob } from '#storage/jobs';
import { readLog } from '#storage/log';
import type { ProjectFolder } from '#storage/projects';
import { createRun, readRun, runDirectory, writeRun } from '#storage/runs';
import { claimRun, listSettledRuns, settleRun } from '#training/run-owner';
import { newProject, spirals } from '../storage/helpers';

const noProcess = 2 ** 30;

async function makeRun(
  status: Run['status'],
  pid: number | null,
): Promise<{ project: ProjectFolder; run: Run; directory: string }> {
  const project = await newProject();
  const created = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
  const run = { ...created, status, pid };
  await writeRun(project, run);
  return { project, run, directory: runDirectory(project, run.id) };
}

/** The lock file of another process. */
const lockOf = (owner: object): string =>
  JSON.stringify({ ...thisProcess(), token: 't', taken: new Date().toISOString(), ...owner });

const jobOf = (run: Run): Job => ({
  ...{ version: 1, id: 'job-1', runIds: [run.id], created: run.created, together: false },
  place: placeSchema.parse({ kind: 'slurm', id: 'hpc', name: 'Cluster' }),
  ...{ status: 'running', failure: null, isToEnd: false, attempts: [] },
});

/** Spoils the job that trains a run, and what is said of it then. */
type Loss = [
  kind: string,
  lose: (project: ProjectFolder, run: Run) => Promise<void>,
  reason: string,
];
const atJob = (run: Run, id: string): Run => ({ ...run, job: { id, place: 'Cluster' } });
const withFile =
  (text: (run: Run) => string) =>
  async (project: ProjectFolder, run: Run): Promise<void> => {
    await writeRun(project, atJob(run, 'job-1'));
    await mkdir(join(project.directory, 'jobs'));
    await writeFile(join(project.directory, 'jobs', 'job-1.json'), text(run));
  };
const noFile = 'this project has no file of it';
const lostJobs: Loss[] = [
  ['no file', (project, run) => writeRun(project, atJob(run, 'job-1')), noFile],
  ['an id that leads elsewhere', (project, run) => writeRun(project, atJob(run, '../x')), noFile],
  [
    'a job of other runs',
    withFile((run) => JSON.stringify({ ...jobOf(run), runIds: ['other'] })),
    noFile,
  ],
  ['a file that was cut', withFile(() => '{"version": 1, '), "job-1.json'"],
];
const newerJob: Loss = [
  'a file of a newer version',
  withFile((run) => JSON.stringify({ ...jobOf(run), version: 99 })),
  'newer',
];

describe('claimRun', () => {
  it('gives the run to one owner at a time', async () => {
    const { project, run } = await makeRun('stopped', null);
    const lock = await claimRun(project, run.id, 'resumed');
    await expect(claimRun(project, run.id, 'resumed')).rejects.toMatchObject({
      kind: 'conflict',
      message: `The run '${run.id}' is at work in this program already, and cannot be resumed meanwhile.`,
    });
    await lock.release();
    await (await claimRun(project, run.id, 'deleted')).release();
  });

  it('leaves a run to its job, unless that is missing or over', async () => {
    const { project, run } = await makeRun('running', null);
    await writeRun(project, { ...run, job: { id: 'job-1', place: 'Cluster' } });
    // Its program was killed before it had made the job.
    await (await claimRun(project, run.id, 'deleted')).release();
    const job = jobOf(run);
    await writeJob(project, job);
    await expect(claimRun(project, run.id, 'deleted')).rejects.toMatchObject({
      kind: 'conflict',
      message: `The run '${run.id}' trains at 'Cluster' and cannot be deleted from here: stop its job 'job-1' first.`,
    });
    expect((await settleRun(project, await readRun(project, run.id))).status).toBe('running');
    await writeJob(project, { ...job, status: 'ended' });
    await (await claimRun(project, run.id, 'deleted')).release();
  });

  it.each([...lostJobs, newerJob])(
    'gives a run whose job is lost to whoever deletes it: %s',
    async (_, lose) => {
      const { project, run } = await makeRun('running', null);
      await lose(project, run);
      await (await claimRun(project, run.id, 'deleted')).release();
    },
  );

  it('takes over from a process that is gone, not from one that cannot be looked at', async () => {
    const { project, run, directory } = await makeRun('running', noProcess);
    await writeFile(join(directory, 'lock'), lockOf({ pid: noProcess }));
    await (await claimRun(project, run.id, 'resumed')).release();

    await writeFile(
      join(directory, 'lock'),
      lockOf({ pid: noProcess, host: 'elsewhere', machineId: 'another', bootId: 'another' }),
    );
    await expect(claimRun(project, run.id, 'resumed')).rejects.toThrow(
      "process 1073741824 on 'elsewhere' (this computer cannot tell whether it still runs: if it does not, delete '",
    );
  });

  it('waits for the training process of a program that is gone', async () => {
    // The parent of this process stands for a worker that has not noticed yet.
    const { project, run } = await makeRun('running', process.ppid);
    await expect(claimRun(project, run.id, 'resumed')).rejects.toThrow('its training process');
  });
});

describe('settleRun', () => {
  it.each(['queued', 'running', 'paused'] as const)(
    'marks a %s run whose owner is gone as interrupted, and removes what it left',
    async (status) => {
      const { project, run, directory } = await makeRun(status, noProcess);
      await writeFile(join(directory, 'lock'), lockOf({ pid: noProcess }));
      await mkdir(join(directory, 'checkpoints', '10.partial'));
      expect(await settleRun(project, run)).toMatchObject({ status: 'interrupted', pid: null });
      expect(await readRun(project, run.id)).toMatchObject({ status: 'interrupted', pid: null });
      expect(await readdir(join(directory, 'checkpoints'))).toEqual([]);
      expect(await readdir(directory)).not.toContain('lock');
    },
  );

  it('ends a run whose job was never made, once no program can be about to make it', async () => {
    const { project, run, directory } = await makeRun('queued', null);
    await writeRun(project, { ...run, job: { id: 'job-1', place: 'Cluster' } });
    const read = () => readRun(project, run.id);
    expect((await settleRun(project, await read())).status).toBe('queued');
    const earlier = Date.now() / 1000 - 61;
    await utimes(join(directory, 'run.json'), earlier, earlier);
    expect((await settleRun(project, await read())).status).toBe('interrupted');
    expect((await read()).status).toBe('interrupted');
  });

  it.each(lostJobs)('ends a run whose job is lost, and says so: %s', async (_, lose, reason) => {
    const { project, run, directory } = await makeRun('running', null);
    await lose(project, run);
    const earlier = Date.now() / 1000 - 61;
    await utimes(join(directory, 'run.json'), earlier, earlier);
    const settled = await settleRun(project, await readRun(project, run.id));
    expect(settled.status).toBe('interrupted');
    expect(settled.failure).toMatch(/^Nothing comes back from the job '[^']+' at 'Cluster': /);
    expect(settled.failure).toContain(reason);
    expect(settled.failure).toContain('It may still run there: end it there');
    expect((await readRun(project, run.id)).failure).toBe(settled.failure);
    expect((await readLog(directory)).at(-1)?.message).toContain(settled.failure);
  });

  it('leaves a run alone whose job a newer version of the program may follow', async () => {
    const { project, run } = await makeRun('running', null);
    await newerJob[1](project, run);
    expect((await settleRun(project, await readRun(project, run.id))).status).toBe('running');
  });

  it('leaves a run alone whose job was made since the caller has read the run', async () => {
    const { project, run, directory } = await makeRun('queued', null);
    const current = atJob(run, 'job-1');
    await writeRun(project, current);
    await writeJob(project, jobOf(run));
    const earlier = Date.now() / 1000 - 61;
    await utimes(join(directory, 'run.json'), earlier, earlier);
    expect(await settleRun(project, atJob(run, 'never-made'))).toEqual(current);
    expect(await readRun(project, run.id)).toEqual(current);
  });

  it('leaves a run alone while the disk does not give the file of its job, but lets it be deleted', async () => {
    const { project, run } = await makeRun('running', null);
    await writeRun(project, atJob(run, 'job-1'));
    await mkdir(join(project.directory, 'jobs'));
    // Links in a circle.
    await symlink('job-1.json', join(project.directory, 'jobs', 'job-1.json'));
    expect((await settleRun(project, await readRun(project, run.id))).status).toBe('running');
    await (await claimRun(project, run.id, 'deleted')).release();
  });

  it('leaves a run alone whose owner is alive, or perhaps alive', async () => {
    for (const owner of [
      {},
      { pid: 1, host: 'elsewhere', machineId: 'another', bootId: 'another' },
    ]) {
      const { project, run, directory } = await makeRun('running', noProcess);
      const lock = lockOf(owner);
      await writeFile(join(directory, 'lock'), lock);
      expect(await settleRun(project, run)).toEqual(run);
      expect(await readFile(join(directory, 'lock'), 'utf8')).toBe(lock);
    }
  });

  it('lists runs with their true status', async () => {
    const { project, run } = await makeRun('running', noProcess);
    const { items } = await listSettledRuns(project);
    expect(items.map(({ id, status }) => [id, status])).toEqual([[run.id, 'interrupted']]);
  });
});
