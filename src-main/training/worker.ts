/** The worker process: trains one run, evaluates a checkpoint or answers one inspection request, and exits. */
import { setPriority } from 'node:os';
import { assertSameData, identifyData, otherDataDetails } from '#data/identify-data';
import { loadTask } from '#data/load';
import { loadTicks } from '#data/load-ticks';
import { readTextTask } from '#data/tasks/text';
import { chooseThreads } from '#engine/step/threads';
import { evaluateCheckpoint } from '#engine/run/evaluate-checkpoint';
import { computeSurface } from '#engine/run/decision-surface';
import { inspect } from '#engine/run/inspect';
import { train } from '#engine/run/train';
import { listDifferingFiles } from '#spec/data-files';
import { messageOf, WorkbenchError } from '#spec/errors';
import { resolveInspectedTask } from '#spec/inspect';
import type { DataFile } from '#spec/run';
import { isSequential, type Task } from '#spec/task';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import type { ToWorker } from './protocol';
import { RecordingLink } from './recording-link';
import { WorkerControl } from './worker-control';
import { EventBatcher } from './worker-events';
import { connectToManager, type ManagerLink } from './worker-link';

type StartMessage = Extract<ToWorker, { kind: 'start' }>;
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

/** Of several GPUs, TensorFlow sees this one alone. What the user has set stays. */
function chooseGpu(gpu: number): void {
  process.env.CUDA_VISIBLE_DEVICES ??= String(gpu);
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

async function trainRun(
  message: StartMessage,
  control: WorkerControl,
  link: ManagerLink,
): Promise<void> {
  const { spec, resources, datasets, checkpoints, resumeFrom, isExtended } = message;
  if (message.gpu !== null) chooseGpu(message.gpu);
  const events = new EventBatcher((event) => link.send({ kind: 'event', event }));
  const recording = new RecordingLink(link, control);
  const recorder = {
    sync: () => {
      events.flush();
      return recording.sync();
    },
    retrySave: (error: Error) => recording.retrySave(error),
  };
  events.push({ kind: 'progress', phase: 'loading', done: 0, total: 0 });
  const files = await identifyData(spec.task, datasets);
  assertSameData(spec.task, message.expectedData, files);
  link.send({ kind: 'data', files });
  const dataset = await loadTask(spec.task, { resources, datasets });
  const threads = message.threads ?? chooseThreads(spec, dataset.fields, message.cores);
  const runtime = await loadTensorFlow({ allowFallback: true, threads, xla: spec.training.xla });
  const { signal } = control;
  const continueFrom = message.continueFrom && {
    ...message.continueFrom,
    hasSameData: listDifferingFiles(message.continueFrom.data, files).length === 0,
  };
  const from = { checkpoints, resumeFrom, continueFrom, isExtended };
  const options = { spec, dataset, runtime, ...from, signal, recorder };
  try {
    for await (const event of train(options)) {
      events.push(event);
      if (control.isPaused) events.flush();
      // The training is a generator: it pauses while its next event is not requested.
      await control.untilUnpaused();
    }
  } finally {
    // The values before an error count: they show how training diverged.
    events.flush();
  }
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
): Promise<void> | null {
  switch (message.kind) {
    case 'start':
      return trainRun(message, control, link);
    case 'inspect':
      return inspectOnce(message, link);
    case 'evaluate':
      return evaluateOnce(message, control, link);
    case 'synced':
      return null;
    default:
      control[message.kind]();
      return null;
  }
}

function main(): void {
  lowerPriority();
  const link = connectToManager();
  const control = new WorkerControl();
  link.onDisconnect(() => control.stop());
  process.on('SIGTERM', () => control.stop());
  // The terminal sends these to the whole process group. They are meant for the manager's program,
  // which decides what happens to its runs.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  link.onMessage((message) => {
    const work = startWork(message, control, link);
    if (!work) return;
    work.then(
      () => link.exit(0),
      (error: unknown) => {
        const errorKind = error instanceof WorkbenchError ? error.kind : 'internal';
        link.send({
          kind: 'failed',
          errorKind,
          message: messageOf(error),
          ...detailsOf(error),
        });
        link.exit(1);
      },
    );
  });
}

main();
