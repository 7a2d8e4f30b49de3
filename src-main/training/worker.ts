/**
 * The worker process: trains one run, or several together, evaluates a checkpoint or answers one inspection request, and
 * exits.
 */
import { setPriority } from 'node:os';
import { assertSameData, identifyData, otherDataDetails } from '#data/identify-data';
import { loadTask } from '#data/load';
import { loadTicks } from '#data/load-ticks';
import { readTextTask } from '#data/tasks/text';
import { chooseThreads } from '#engine/step/threads';
import { evaluateCheckpoint } from '#engine/run/evaluate-checkpoint';
import { computeSurface } from '#engine/run/decision-surface';
import { inspect } from '#engine/run/inspect';
import { passMilestone } from '#files/milestones';
import { messageOf, WorkbenchError } from '#spec/errors';
import { resolveInspectedTask } from '#spec/inspect';
import type { DataFile } from '#spec/run';
import { isSequential, type Task } from '#spec/task';
import { loadTensorFlow, preloadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import type { ToWorker } from './protocol';
import { WorkerControl } from './worker-control';
import { connectToManager, type ManagerLink } from './worker-link';
import { RunsTogether, type DoWork } from './worker-together';
import { prepareRun, trainRun, type RunSurroundings } from './worker-train';

type InspectMessage = Extract<ToWorker, { kind: 'inspect' }>;
type EvaluateMessage = Extract<ToWorker, { kind: 'evaluate' }>;

/** Training uses every core; this niceness lets the window and other programs run first. */
const niceness = 5;

function lowerPriority(): void {
  try {
    // Threads that start later, such as TensorFlow's, inherit it.
    setPriority(niceness);
  } catch {
    // Some systems do not allow it, and nothing depends on it.
  }
}

/** Throws `conflict` where the data are not those on which a checkpoint of the run was trained. */
async function assertDataOfRun(
  task: Task,
  expected: readonly DataFile[],
  datasets: string,
): Promise<void> {
  const advice = 'Bring the former data back.';
  assertSameData(task, expected, await identifyData(task, datasets), advice);
}

async function inspectOnce(message: InspectMessage, link: ManagerLink): Promise<void> {
  const { checkpoints, step, request, resources, datasets } = message;
  if (request.kind === 'surface') {
    await assertDataOfRun(message.spec.task, message.expectedData, datasets);
    const data = await loadTask(message.spec.task, { resources, datasets });
    await loadTensorFlow({ allowFallback: true });
    const surface = await computeSurface({ ...message, data, checkpoints, step }, request);
    return link.send({ kind: 'inspected', result: surface });
  }
  const spec = { ...message.spec, task: resolveInspectedTask(message.spec.task, request) };
  if (!isSequential(spec.task))
    throw new WorkbenchError(
      'validation',
      'The task is a set of examples: there is no stream to go on with.',
    );
  await assertDataOfRun(spec.task, message.expectedData, datasets);
  const data = await loadTicks(spec.task, { resources, datasets });
  const text = spec.task.kind === 'text' ? await readTextTask(spec.task, datasets) : null;
  await loadTensorFlow({ allowFallback: true });
  const result = await inspect({ spec, data, text, checkpoints, step }, request);
  link.send({ kind: 'inspected', result });
}

async function evaluateOnce(
  { spec, resources, datasets, checkpoints, step, request, ...message }: EvaluateMessage,
  { signal }: WorkerControl,
  link: ManagerLink,
): Promise<void> {
  const loading = { kind: 'progress', phase: 'loading', done: 0, total: 0 } as const;
  link.send({ kind: 'event', event: loading });
  await assertDataOfRun(spec.task, message.expectedData, datasets);
  const dataset = await loadTask(spec.task, { resources, datasets });
  const threads = message.threads ?? chooseThreads(spec, dataset.fields, message.cores);
  await loadTensorFlow({ allowFallback: true, threads, xla: spec.training.xla });
  const passes = evaluateCheckpoint({ spec, dataset, checkpoints, step, signal }, request);
  let next = await passes.next();
  for (; !next.done; next = await passes.next()) link.send({ kind: 'event', event: next.value });
  if (next.value) link.send({ kind: 'evaluated', result: next.value });
}

/** What the manager treats apart: the step at which training has diverged, and data that are not the run's. */
function detailsOf(error: unknown): { failedStep?: number; isOtherData?: boolean } {
  const details = error instanceof WorkbenchError ? error.details : undefined;
  const { failedStep, reason } = (details ?? {}) as { failedStep?: number; reason?: string };
  return { failedStep, isOtherData: reason === otherDataDetails.reason };
}

/** Null for a message to the work that is being done. */
function startWork(
  message: ToWorker,
  control: WorkerControl,
  link: ManagerLink,
  surroundings: RunSurroundings,
): Promise<void> | null {
  switch (message.kind) {
    case 'start':
      return trainRun(message, control, link, surroundings);
    case 'inspect':
      return inspectOnce(message, link);
    case 'evaluate':
      return evaluateOnce(message, control, link);
    case 'preload':
      void preloadTensorFlow();
      return null;
    case 'synced':
    case 'together':
    case 'toRun':
      return null;
    default:
      control[message.kind]();
      return null;
  }
}

/** Starts the work that a message asks for, or hands the message to it, and says in the end how it went. */
const doWork: DoWork = (message, control, link, surroundings) => {
  startWork(message, control, link, surroundings)?.then(
    () => link.exit(0),
    (error: unknown) => {
      const errorKind = error instanceof WorkbenchError ? error.kind : 'internal';
      link.send({ kind: 'failed', errorKind, message: messageOf(error), ...detailsOf(error) });
      link.exit(1);
    },
  );
};

function main(): void {
  passMilestone('worker loaded');
  lowerPriority();
  const link = connectToManager();
  const control = new WorkerControl();
  let together: RunsTogether | null = null;
  const stop = (): void => {
    control.stop();
    together?.stop();
  };
  link.onDisconnect(stop);
  process.on('SIGTERM', stop);
  // The terminal sends these to the whole process group. They are meant for the manager's program,
  // which decides what happens to its runs.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const alone: RunSurroundings = { prepare: (start) => prepareRun(start, 1), member: null };
  link.onMessage((message) => {
    if (message.kind === 'together') together = new RunsTogether(message.count, link, doWork);
    else if (message.kind === 'toRun') together?.handle(message);
    else doWork(message, control, link, alone);
  });
}

main();
