/** A project whose runs were sent to other places, as a program that was closed has left it: runs in every state. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJobOver, type Job, type JobAttempt } from '#spec/job';
import { placeSchema, type Place } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import { writeJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, writeRun } from '#storage/runs';
import { makeRuns } from '../bench/make-runs';

/** Nothing listens there. */
export const unreachable = placeSchema.parse({
  ...{ kind: 'ray', id: 'group', name: 'Group cluster', address: 'http://127.0.0.1:9' },
  ...{ cores: 4, gpus: 1 },
});
/** The project names it, and the user has not set it up. */
const foreign = placeSchema.parse({
  ...{ kind: 'slurm', id: 'lab', name: 'Lab', host: 'login.example.org' },
});
export const studyId = 'at-the-cluster';
export const lossReason = 'Node node-1 went down.';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

function attempt(number: number, changes: Partial<JobAttempt>): JobAttempt {
  return {
    ...{ id: `try-${number}`, remoteId: `try-${number}`, parts: 0, node: null, reason: null },
    ...{ submitted: null, started: null, ended: null },
    ...changes,
  };
}

interface State {
  run: Partial<TrainedRun>;
  place?: Place;
  job?: Partial<Job>;
  attempts?: JobAttempt[];
}

const onNode = { node: 'node-2', submitted: ago(45), started: ago(40) };
const lost = attempt(1, {
  ...{ node: 'node-1', submitted: ago(60), started: ago(59), ended: ago(46) },
  reason: lossReason,
});
const lostThrice =
  "The job was lost 3 times at 'Group cluster', the last time because of this: Node node-1 went down. Resume its runs to send it again.";

/** By run. */
const states: Record<string, State> = {
  'made-00001': {
    run: {},
    job: { status: 'ended' },
    attempts: [attempt(1, { ...onNode, ended: ago(20) })],
  },
  'made-00002': {
    run: { status: 'running', step: 900, ended: null },
    job: { status: 'running' },
    attempts: [attempt(2, onNode)],
  },
  'made-00003': {
    run: { status: 'queued', step: 0, seconds: 0, metrics: {}, selected: null, ended: null },
    job: { status: 'waiting' },
    attempts: [attempt(3, { submitted: ago(3) })],
  },
  'made-00004': {
    run: { status: 'running', step: 1200, ended: null },
    job: { status: 'running' },
    attempts: [lost, attempt(4, onNode)],
  },
  'made-00005': {
    run: {
      ...{ status: 'failed', step: 640, failedStep: 641 },
      failure: 'The loss was not finite at step 641.',
    },
    job: { status: 'ended' },
    attempts: [attempt(5, { ...onNode, ended: ago(30) })],
  },
  'made-00006': {
    run: { status: 'failed', step: 800, failure: lostThrice },
    job: { status: 'failed', failure: lostThrice },
    attempts: [lost, lost, lost],
  },
  'made-00007': {
    run: { status: 'running', step: 400, ended: null },
    place: foreign,
    job: { status: 'running' },
    attempts: [attempt(7, { ...onNode, node: 'gpu03' })],
  },
  'made-00008': {
    run: { status: 'paused', step: 1000, ended: null },
    job: { status: 'running' },
    attempts: [attempt(8, onNode)],
  },
};

/** Makes the project, and the file of the user's places in the folder of settings. */
export async function makeElsewhereProject(
  directory: string,
  configDirectory: string,
): Promise<ProjectFolder> {
  const other = placeSchema.parse({
    ...{ kind: 'slurm', id: 'university', name: 'University', host: 'login.invalid' },
  });
  mkdirSync(configDirectory, { recursive: true });
  const places = { version: 1, places: [unreachable, other] };
  writeFileSync(join(configDirectory, 'places.json'), JSON.stringify(places));
  const project = await makeRuns(directory, {
    ...{ runs: 9, steps: 2000, metrics: 6, groups: 3, evaluateEvery: 100 },
  });
  mkdirSync(join(project.directory, 'studies'), { recursive: true });
  const study = {
    ...{ version: 1, name: 'Methods at the cluster', models: ['spirals-cdni'], steps: 2000 },
    axes: { 'training.method': ['backprop', 'none', 'dni'], 'training.seed': [1, 2, 3, 4] },
  };
  writeFileSync(join(project.directory, 'studies', `${studyId}.json`), JSON.stringify(study));
  for (let number = 1; number <= 9; number += 1) await setState(project, `made-0000${number}`);
  return project;
}

async function setState(project: ProjectFolder, runId: string): Promise<void> {
  const run = await readTrainedRun(project, runId, 'be changed');
  const { job, attempts = [], place = unreachable, ...state } = states[runId] ?? { run: {} };
  const id = `20261130-${runId}`;
  const { method, seed } = run;
  await writeRun(project, {
    ...run,
    modelId: 'spirals-cdni',
    study: {
      ...{ id: studyId, rung: 0 },
      values: { 'training.method': method, 'training.seed': seed },
    },
    ...state.run,
    ...(job && { job: { id, place: place.name } }),
  });
  if (!job) return;
  const content: Job = {
    ...{ version: 1, id, place, runIds: [runId], together: false },
    ...{ created: ago(60), status: 'running', failure: null, isToEnd: false, attempts },
    ...job,
  };
  await writeJob(project, { ...content, isToEnd: isJobOver(content) && content.isToEnd });
}
