/** The process that trains one run: started by a RunManager, it ends when the run does. */
import { loadTask } from '#data/load';
import { train } from '#engine/train';
import { messageOf, WorkbenchError } from '#spec/errors';
import { loadTensorFlow } from '#tensorflow/backend';
import type { ToWorker } from './protocol';
import { Control } from './worker-control';
import { EventBatcher } from './worker-events';
import { connectToParent, type ParentLink } from './worker-link';

type Start = Extract<ToWorker, { kind: 'start' }>;

async function run(start: Start, control: Control, link: ParentLink): Promise<void> {
  const { spec, checkpoints, resumeFrom } = start;
  const events = new EventBatcher((event) => link.send({ kind: 'event', event }));
  const dataset = await loadTask(spec.task, {
    resources: start.resources,
    datasets: start.datasets,
  });
  const runtime = await loadTensorFlow({ allowFallback: true });
  const { signal } = control;
  for await (const event of train({ spec, dataset, runtime, checkpoints, resumeFrom, signal })) {
    events.push(event);
    if (control.isPaused) events.flush();
    // Not asking for the next event is what pauses the training.
    await control.passed();
  }
}

function main(): void {
  const link = connectToParent();
  const control = new Control();
  link.onGone(() => control.stop());
  process.on('SIGTERM', () => control.stop());
  // These mean the program in the terminal, which decides what becomes of its runs.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  link.onMessage((message) => {
    if (message.kind !== 'start') {
      control[message.kind]();
      return;
    }
    run(message, control, link).then(
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
