/** The process that trains one run: started by a RunManager, it ends when the run does. */
import { availableParallelism, setPriority } from 'node:os';
import { loadTask } from '#data/load';
import { loadTicks } from '#data/load-ticks';
import { readTextTask } from '#data/tasks/text';
import { chooseThreads } from '#engine/step/threads';
import { inspect } from '#engine/run/inspect';
import { train } from '#engine/run/train';
import { messageOf, WorkbenchError } from '#spec/errors';
import { inspectedTask } from '#spec/inspect';
import { isSequential } from '#spec/task';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import type { ToWorker } from './protocol';
import { WorkerControl } from './worker-control';
import { EventBatcher } from './worker-events';
import { connectToParent, type ParentLink } from './worker-link';

type Start = Extract<ToWorker, { kind: 'start' }>;
type LookAt = Extract<ToWorker, { kind: 'look' }>;

/** A little below that of other programs: training takes every core, and a window must not wait for one. */
const niceness = 5;

function lowerPriority(): void {
  try {
    // Threads that are started later, as TensorFlow's are, have it from this one.
    setPriority(niceness);
  } catch {
    // Not everywhere allowed, and nothing depends on it.
  }
}

async function answer(asked: LookAt, link: ParentLink): Promise<void> {
  const { checkpoints, step, request, resources, datasets } = asked;
  const spec = { ...asked.spec, task: inspectedTask(asked.spec.task, request) };
  if (!isSequential(spec.task))
    throw new WorkbenchError(
      'validation',
      'The task is a set of examples: there is no stream to go on with.',
    );
  const data = await loadTicks(spec.task, { resources, datasets });
  const text = spec.task.kind === 'text' ? await readTextTask(spec.task, datasets) : null;
  await loadTensorFlow({ allowFallback: true });
  link.send({
    kind: 'seen',
    sight: await inspect({ spec, data, text, checkpoints, step }, request),
  });
}

async function run(start: Start, control: WorkerControl, link: ParentLink): Promise<void> {
  const { spec, checkpoints, resumeFrom } = start;
  const events = new EventBatcher((event) => link.send({ kind: 'event', event }));
  const dataset = await loadTask(spec.task, {
    resources: start.resources,
    datasets: start.datasets,
  });
  const threads = chooseThreads(spec, dataset.fields, availableParallelism());
  const runtime = await loadTensorFlow({ allowFallback: true, threads, xla: spec.training.xla });
  const { signal } = control;
  for await (const event of train({ spec, dataset, runtime, checkpoints, resumeFrom, signal })) {
    events.push(event);
    if (control.isPaused) events.flush();
    // Not asking for the next event is what pauses the training.
    await control.whileUnpaused();
  }
}

function main(): void {
  lowerPriority();
  const link = connectToParent();
  const control = new WorkerControl();
  link.onGone(() => control.stop());
  process.on('SIGTERM', () => control.stop());
  // These mean the program in the terminal, which decides what becomes of its runs.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  link.onMessage((message) => {
    if (message.kind !== 'start' && message.kind !== 'look') {
      control[message.kind]();
      return;
    }
    const work = message.kind === 'look' ? answer(message, link) : run(message, control, link);
    work.then(
      () => link.exit(0),
      (error: unknown) => {
        const errorKind = error instanceof WorkbenchError ? error.kind : 'internal';
        link.send({ kind: 'failed', errorKind, message: messageOf(error) });
        link.exit(1);
      },
    );
  });
}

main();
