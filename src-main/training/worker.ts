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
import type { TrainingData } from '#engine/feed/source';
import { StepGroup, type GroupMember } from '#engine/step/step-group';
import { train } from '#engine/run/train';
import { listDifferingFiles } from '#spec/data-files';
import { messageOf, WorkbenchError } from '#spec/errors';
import { resolveInspectedTask } from '#spec/inspect';
import type { DataFile } from '#spec/run';
import { isSequential, type Task } from '#spec/task';
import { loadTensorFlow, type TensorRuntime } from '#tensorflow/runtime/load-tensorflow';
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
  { prepare, member }: RunSurroundings,
): Promise<void> {
  const { spec, datasets, checkpoints, resumeFrom, isExtended } = message;
  const events = new EventBatcher((event) => link.send({ kind: 'event', event }));
  const recording = new RecordingLink(link, control);
  const recorder = {
    sync: () => {
      events.flush();
      return recording.sync();
    },
    retrySave: (error: Error) => restDuring(member, () => recording.retrySave(error)),
  };
  events.push({ kind: 'progress', phase: 'loading', done: 0, total: 0 });
  const files = await identifyData(spec.task, datasets);
  assertSameData(spec.task, message.expectedData, files);
  link.send({ kind: 'data', files });
  const { dataset, runtime } = await prepare(message);
  const { signal } = control;
  const continueFrom = message.continueFrom && {
    ...message.continueFrom,
    hasSameData: listDifferingFiles(message.continueFrom.data, files).length === 0,
  };
  const from = { checkpoints, resumeFrom, continueFrom, isExtended };
  const options = { spec, dataset, runtime, ...from, signal, recorder, member };
  try {
    for await (const event of train(options)) {
      if (control.isAbandoned) break;
      events.push(event);
      if (!control.isPaused) continue;
      events.flush();
      // The training is a generator: it pauses while its next event is not requested.
      await restDuring(member, () => control.untilUnpaused());
    }
  } finally {
    // The values before an error count: they show how training diverged.
    events.flush();
  }
}

/** What a run finds in its worker. */
interface RunSurroundings {
  /** Loads what the run needs: of several runs in one worker once. */
  prepare: (message: StartMessage) => Promise<{ dataset: TrainingData; runtime: TensorRuntime }>;
  /** Of the group with which it trains; null where it is alone. */
  member: GroupMember | null;
}

async function prepareRun(
  { spec, resources, datasets, gpu, cores, ...message }: StartMessage,
  copies: number,
): Promise<{ dataset: TrainingData; runtime: TensorRuntime }> {
  if (gpu !== null) chooseGpu(gpu);
  const dataset = await loadTask(spec.task, { resources, datasets });
  const threads = message.threads ?? chooseThreads(spec, dataset.fields, cores, copies);
  const runtime = await loadTensorFlow({ allowFallback: true, threads, xla: spec.training.xla });
  return { dataset, runtime };
}

/** The other members of the group go on meanwhile. */
async function restDuring(member: GroupMember | null, work: () => Promise<void>): Promise<void> {
  member?.rest();
  try {
    await work();
  } finally {
    member?.wake();
  }
}

/** Several runs in this worker, each with a link and a control of its own. */
class RunsTogether {
  readonly #link: ManagerLink;
  readonly #runs: { member: GroupMember; control: WorkerControl; receive: Receiver }[];
  #prepared: ReturnType<RunSurroundings['prepare']> | null = null;
  #left: number;

  constructor(count: number, link: ManagerLink) {
    this.#link = link;
    this.#left = count;
    const group = new StepGroup();
    this.#runs = Array.from({ length: count }, () => ({
      member: group.join(),
      control: new WorkerControl(),
      receive: new Receiver(),
    }));
  }

  stop(): void {
    for (const { control } of this.#runs) control.stop();
  }

  /** Hands a message to a run. */
  handle({ run, message }: Extract<ToWorker, { kind: 'toRun' }>): void {
    const one = this.#runs[run];
    if (!one) return;
    if (message.kind === 'absent') {
      one.member.leave();
      this.#end(run, 0);
      return;
    }
    one.receive.message(message);
    const { member, control } = one;
    const link: ManagerLink = {
      send: (content) => this.#link.send({ kind: 'fromRun', run, message: content }),
      onMessage: (listener) => one.receive.add(listener),
      onDisconnect: (listener) => this.#link.onDisconnect(listener),
      exit: (code) => this.#end(run, code),
    };
    const prepare = (start: StartMessage) =>
      (this.#prepared ??= prepareRun(start, this.#runs.length));
    doWork(message, control, link, { prepare, member });
  }

  /** The process ends with the last of its runs. */
  #end(run: number, code: number): void {
    this.#runs[run]?.member.leave();
    this.#link.send({ kind: 'runEnded', run, code });
    this.#left -= 1;
    if (this.#left === 0) this.#link.exit(0);
  }
}

/** Whoever listens to the messages to one run. */
class Receiver {
  readonly #listeners: ((message: ToWorker) => void)[] = [];

  add(listener: (message: ToWorker) => void): void {
    this.#listeners.push(listener);
  }

  message(message: ToWorker): void {
    for (const listener of this.#listeners) listener(message);
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
  surroundings: RunSurroundings,
): Promise<void> | null {
  switch (message.kind) {
    case 'start':
      return trainRun(message, control, link, surroundings);
    case 'inspect':
      return inspectOnce(message, link);
    case 'evaluate':
      return evaluateOnce(message, control, link);
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
function doWork(
  message: ToWorker,
  control: WorkerControl,
  link: ManagerLink,
  surroundings: RunSurroundings,
): void {
  startWork(message, control, link, surroundings)?.then(
    () => link.exit(0),
    (error: unknown) => {
      const errorKind = error instanceof WorkbenchError ? error.kind : 'internal';
      link.send({ kind: 'failed', errorKind, message: messageOf(error), ...detailsOf(error) });
      link.exit(1);
    },
  );
}

function main(): void {
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
    if (message.kind === 'together') together = new RunsTogether(message.count, link);
    else if (message.kind === 'toRun') together?.handle(message);
    else doWork(message, control, link, alone);
  });
}

main();
