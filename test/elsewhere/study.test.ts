/**
 * The story of a study on a cluster: twelve runs are sent, a node dies in the middle, the program that sends them is killed
 * in the middle and started again, and in the end every run is what it would have been here. The program is the command line
 * with one cluster and the workbench with the other.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '#api/types';
import type { Job } from '#spec/job';
import type { Study, StudyActivity } from '#spec/study';
import { listJobs } from '#storage/jobs';
import { readIndex } from '#storage/metric-files';
import { readMetric } from '#storage/metrics';
import { openProject, type ProjectFolder } from '#storage/projects';
import { listRuns, runDirectory } from '#storage/runs';
import { startWorkbench } from '../e2e/workbench';
import { installRay, startRay } from './ray-cluster';
import { sendCommands } from './send-commands';
import { ensureSlurm, startSlurm } from './slurm-cluster';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** So many that a run is looked at while it trains, also where all begin at the same time. */
const stepsOfRun = 1600;
/** Three methods of four seeds. */
const command = [
  ...['study', 'spirals-cdni', '--seeds', '1-4', '--steps', String(stepsOfRun)],
  '--one-by-one',
];
/** At the places, a job has one core: on more, sums are added in another order. */
const oneCoreEach = ['--slots', String(availableParallelism())];

const ray = await installRay();
const noSlurm = ensureSlurm();
if (noSlurm) console.warn(noSlurm);

let folder = '';
/** What the runs are when they are trained here. */
let reference: Map<string, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
  const project = join(folder, 'here');
  expect(await end(dni([...command, ...oneCoreEach, '--project', project]))).toBe(0);
  reference = await readResults(await openProject(project));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

function dni(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const config = join(folder, 'config');
  return spawn('node', ['src-main/dni.js', ...args], {
    cwd: root,
    env: { ...process.env, DNI_WORKBENCH_CONFIG: config, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function end(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

/** By the values of a run on the axes of the study: every curve that is not of the machine. Each step is there once. */
async function readResults(project: ProjectFolder): Promise<Map<string, unknown>> {
  const results = new Map<string, unknown>();
  for (const run of (await listRuns(project)).items) {
    expect(run).toMatchObject({ status: 'finished', step: stepsOfRun });
    const directory = runDirectory(project, run.id);
    const curves: Record<string, unknown> = {};
    for (const metric of (await readIndex(directory)).keys()) {
      if (/^(speed|memory)\//.test(metric)) continue;
      const rows = await readMetric(directory, metric);
      const steps = [...(rows?.step ?? [])];
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
      curves[metric] = { steps, values: [...(rows?.value ?? [])] };
    }
    results.set(JSON.stringify(run.study?.values), curves);
  }
  return results;
}

interface TestedCluster {
  place: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Whether the job runs on the node that is to die. */
  isOnSecondNode: (job: Job) => boolean;
  killSecondNode: () => unknown;
  stop: () => Promise<void>;
}

async function rayCluster(): Promise<TestedCluster> {
  const cluster = await startRay(ray ?? '');
  return {
    place: ['--ray', cluster.address],
    isOnSecondNode: (job) => job.attempts.at(-1)?.node?.includes(cluster.secondNode) ?? false,
    killSecondNode: () => cluster.killSecondNode(),
    stop: () => cluster.stop(),
  };
}

async function slurmCluster(): Promise<TestedCluster> {
  const cluster = await startSlurm();
  return {
    place: ['--slurm', '--folder', join(folder, 'shared')],
    env: cluster.env,
    isOnSecondNode: (job) => job.attempts.at(-1)?.node === 'n2',
    killSecondNode: () => cluster.killNode('n2'),
    stop: () => cluster.stop(),
  };
}

/** A program that trains the study of a project at a place. */
interface Sender {
  /** Ends it as the system does, at any point. */
  kill(): Promise<void>;
  /** Resolves when the study has ended. Throws where it has failed. */
  whenEnded(): Promise<void>;
}

interface StudyToSend {
  place: string;
  /** The folder of the project. */
  project: string;
  env?: NodeJS.ProcessEnv;
}

/** `dni study`, which is the same when it goes on. */
function sendByCommand({ place, project, env }: StudyToSend): Promise<Sender> {
  const child = dni([...command, '--at', place, '--project', project], env);
  const ended = end(child);
  return Promise.resolve({
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    whenEnded: async () => expect(await ended).toBe(0),
  });
}

/** The workbench, with the study of the project that was trained here. */
async function sendByWorkbench({ place, project, env }: StudyToSend): Promise<Sender> {
  const isFirst = !existsSync(project);
  if (isFirst) await copyWithoutRuns(join(folder, 'here'), project);
  const workbench = await startWorkbench({ folder, projects: folder }, { project, env });
  const send = await sendCommands(workbench.url);
  const { id: projectId } = await send<Project>('projects.current');
  const [study] = await send<Study[]>('studies.list', { projectId });
  const studyFields = { projectId, studyId: study?.id };
  // It goes on where it was.
  await send('studies.start', { ...studyFields, ...(isFirst && { places: [place] }) });
  return {
    kill: async () => {
      process.kill(workbench.pid, 'SIGKILL');
      await workbench.close();
    },
    async whenEnded() {
      const read = async (): Promise<StudyActivity | undefined> =>
        (await send<StudyActivity[]>('studies.activities', { projectId }))[0];
      const isActive = async (): Promise<boolean | undefined> => (await read())?.isActive;
      await expect.poll(isActive, limit).toBe(false);
      expect(await read()).toMatchObject({ status: 'finished', done: 12, failure: null });
      await workbench.close();
    },
  };
}

async function copyWithoutRuns(from: string, to: string): Promise<void> {
  for (const name of await readdir(from))
    if (name !== 'runs') await cp(join(from, name), join(to, name), { recursive: true });
}

const limit = { timeout: 120_000, interval: 200 };

describe.each([
  { name: 'Ray', isMissing: !ray, start: rayCluster, send: sendByCommand },
  { name: 'Slurm', isMissing: noSlurm !== null, start: slurmCluster, send: sendByWorkbench },
])('a study at $name', ({ name, isMissing, start, send }) => {
  let cluster: TestedCluster;
  afterAll(() => cluster?.stop());

  it.skipIf(isMissing)('ends as one that was trained here, whatever dies meanwhile', async () => {
    cluster = await start();
    const place = name.toLowerCase();
    // More than one of its nodes takes.
    const add = ['places', 'add', place, ...cluster.place, '--cores', '1', '--jobs', '6'];
    expect(await end(dni([...add, '--node', process.execPath]))).toBe(0);
    const project = join(folder, name);
    const study = { place, project, env: cluster.env };

    const first = await send(study);
    const readJobs = async (): Promise<Job[]> => {
      const opened = await openProject(project).catch(() => null);
      return opened ? (await listJobs(opened)).items : [];
    };
    const trainsOnSecondNode = async (): Promise<boolean> => {
      const jobs = (await readJobs()).filter((job) => cluster.isOnSecondNode(job));
      return jobs.some(({ status, attempts }) => status === 'running' && attempts[0]?.parts);
    };
    await expect.poll(trainsOnSecondNode, limit).toBe(true);
    await cluster.killSecondNode();
    await first.kill();
    expect((await readJobs()).length).toBeLessThan(12);

    await (await send(study)).whenEnded();
    expect((await readJobs()).some(({ attempts }) => attempts.length > 1)).toBe(true);
    const results = await readResults(await openProject(project));
    expect(results.size).toBe(12);
    expect(results).toEqual(reference);
  });
});
