import { assertSameData, identifyData } from '#data/identify-data';
import { loadTask } from '#data/load';
import type { TrainingData } from '#engine/feed/source';
import { train } from '#engine/run/train';
import type { GroupMember } from '#engine/step/step-group';
import { chooseThreads } from '#engine/step/threads';
import { passMilestone } from '#files/milestones';
import { listDifferingFiles } from '#spec/data-files';
import {
  loadTensorFlow,
  preloadTensorFlow,
  type TensorRuntime,
} from '#tensorflow/runtime/load-tensorflow';
import type { ToWorker } from './protocol';
import { RecordingLink } from './recording-link';
import type { WorkerControl } from './worker-control';
import { EventBatcher } from './worker-events';
import type { ManagerLink } from './worker-link';

export type StartMessage = Extract<ToWorker, { kind: 'start' }>;

/** What a run finds in its worker. */
export interface RunSurroundings {
  /** Loads what the run needs: of several runs in one worker once. */
  prepare: (message: StartMessage) => Promise<{ dataset: TrainingData; runtime: TensorRuntime }>;
  /** Of the group with which it trains; null where it is alone. */
  member: GroupMember | null;
}

/**
 * Trains the run of a message to its end, and tells the manager what happens. Throws as `train` does, `conflict` where the
 * data are not the run's.
 */
export async function trainRun(
  message: StartMessage,
  control: WorkerControl,
  link: ManagerLink,
  { prepare, member }: RunSurroundings,
): Promise<void> {
  passMilestone('run received');
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

/** Loads data and TensorFlow. `copies`: how many runs share them. */
export async function prepareRun(
  { spec, resources, datasets, gpu, cores, ...message }: StartMessage,
  copies: number,
): Promise<{ dataset: TrainingData; runtime: TensorRuntime }> {
  if (gpu !== null) chooseGpu(gpu);
  // Other threads read and decompress the data while this one loads TensorFlow.
  const [dataset] = await Promise.all([
    loadTask(spec.task, { resources, datasets }).finally(() => passMilestone('data loaded')),
    preloadTensorFlow(),
  ]);
  const threads = message.threads ?? chooseThreads(spec, dataset.fields, cores, copies);
  const runtime = await loadTensorFlow({ allowFallback: true, threads, xla: spec.training.xla });
  passMilestone('TensorFlow ready');
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

/** Of several GPUs, TensorFlow sees this one alone. What the user has set stays. */
function chooseGpu(gpu: number): void {
  process.env.CUDA_VISIBLE_DEVICES ??= String(gpu);
}
