/**
 * The story of a study on a cluster: twelve runs are sent, a node dies in the middle, the program is killed in the middle
 * and started again, and in the end every run is what it would have been here.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '#spec/job';
import { listJobs } from '#storage/jobs';
import { readIndex } from '#storage/metric-files';
import { readMetric } from '#storage/metrics';
import { openProject, type ProjectFolder } from '#storage/projects';
import { listRuns, runDirectory } from '#storage/runs';
import { installRay, startRay } from './ray-cluster';
import { ensureSlurm, startSlurm } from './slurm-cluster';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Three methods of four seeds. */
const command = ['study', 'spirals-cdni', '--seeds', '1-4', '--steps', '800', '--one-by-one'];
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
    expect(run).toMatchObject({ status: 'finished', step: 800 });
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

describe.each([
  { name: 'Ray', isMissing: !ray, start: rayCluster },
  { name: 'Slurm', isMissing: noSlurm !== null, start: slurmCluster },
])('a study at $name', ({ name, isMissing, start }) => {
  let cluster: TestedCluster;
  afterAll(() => cluster?.stop());

  it.skipIf(isMissing)('ends as one that was trained here, whatever dies meanwhile', async () => {
    cluster = await start();
    const directory = join(folder, name);
    const add = ['places', 'add', name.toLowerCase(), ...cluster.place, '--cores', '1'];
    expect(await end(dni([...add, '--node', process.execPath]))).toBe(0);
    const study = [...command, '--at', name.toLowerCase(), '--project', directory];

    const first = dni(study, cluster.env);
    const ended = end(first);
    const readJobs = async (): Promise<Job[]> => {
      if (first.exitCode !== null) throw new Error(`The study ended with ${first.exitCode}.`);
      const project = await openProject(directory).catch(() => null);
      return project ? (await listJobs(project)).items : [];
    };
    const limit = { timeout: 120_000, interval: 200 };
    const trainsOnSecondNode = async (): Promise<boolean> => {
      const jobs = (await readJobs()).filter((job) => cluster.isOnSecondNode(job));
      return jobs.some(({ status, attempts }) => status === 'running' && attempts[0]?.parts);
    };
    await expect.poll(trainsOnSecondNode, limit).toBe(true);
    await cluster.killSecondNode();
    const isSentAgain = async () => (await readJobs()).some(({ attempts }) => attempts.length > 1);
    await expect.poll(isSentAgain, limit).toBe(true);
    first.kill('SIGKILL');
    await ended;

    expect(await end(dni(study, cluster.env))).toBe(0);
    const results = await readResults(await openProject(directory));
    expect(results.size).toBe(12);
    expect(results).toEqual(reference);
  });
});
