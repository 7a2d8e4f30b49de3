import type { ModuleChain, ModuleMessage } from './module-chain';
import { isDecoupled, type StepSchedule } from './schedule';

/** What a worker computes in a step, in seconds: the sums over its modules. */
export interface WorkerPlan {
  forward: number;
  backward: number;
  update: number;
}

/** A message between two workers. */
export interface Channel {
  from: number;
  to: number;
  bytes: number;
  /** What the sender's synthesizer takes to learn from the gradient that comes back; null where it waits for it. */
  synthesizerLearning: number | null;
  /** What the receiver's synthetic input model takes to learn from the message; null where it waits for it. */
  inputLearning: number | null;
}

export interface WorkerPlans {
  workers: WorkerPlan[];
  channels: Channel[];
}

/**
 * The work of each worker under a schedule. Synthesizers predict in the backward pass of the module below, synthetic
 * inputs in the forward pass of the module above. `workerOf`: by module.
 */
export function planWorkers(
  { modules, messages }: ModuleChain,
  workerOf: readonly number[],
  schedule: StepSchedule,
): WorkerPlans {
  const workers = Array.from(
    { length: Math.max(0, ...workerOf.map((worker) => worker + 1)) },
    (): WorkerPlan => ({ forward: 0, backward: 0, update: 0 }),
  );
  const workerAt = (module: number): WorkerPlan => {
    const worker = workers[workerOf[module] ?? -1];
    if (!worker) throw new RangeError(`module ${module} has no worker`);
    return worker;
  };
  for (const [index, { forward, backward, update }] of modules.entries()) {
    const worker = workerAt(index);
    worker.forward += forward;
    worker.backward += backward;
    worker.update += update;
  }
  const channels: Channel[] = [];
  for (const message of messages) {
    const { synthesizer, syntheticInput } = interfacesIn(message, schedule);
    const [from, to] = [workerOf[message.from] ?? 0, workerOf[message.to] ?? 0];
    workerAt(message.from).backward += synthesizer?.predict ?? 0;
    workerAt(message.to).forward += syntheticInput?.predict ?? 0;
    if (from === to) {
      // What learns from a message that is not sent learns in the same step.
      workerAt(message.from).backward += synthesizer?.learn ?? 0;
      workerAt(message.to).backward += syntheticInput?.learn ?? 0;
      continue;
    }
    channels.push({
      from,
      to,
      bytes: message.bytes,
      synthesizerLearning: synthesizer?.learn ?? null,
      inputLearning: syntheticInput?.learn ?? null,
    });
  }
  return { workers, channels };
}

function interfacesIn(
  { synthesizer, syntheticInput }: ModuleMessage,
  schedule: StepSchedule,
): { synthesizer: ModuleMessage['synthesizer'] | null } & Pick<ModuleMessage, 'syntheticInput'> {
  return {
    synthesizer: isDecoupled(schedule) ? synthesizer : null,
    syntheticInput: schedule === 'unlocked' ? syntheticInput : null,
  };
}
