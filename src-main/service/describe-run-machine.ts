import { availableParallelism } from 'node:os';
import { listGpus } from '#tensorflow/runtime/nvidia-driver';
import type { RunMachine } from '#training/run-slots';
import { describeCompute } from './describe-compute';

/** What the runs of this program share. */
export async function describeRunMachine(): Promise<RunMachine> {
  const { machine } = await describeCompute();
  const gpus = machine.gpu ? Math.max(1, (await listGpus()).length) : 0;
  return { cores: availableParallelism(), memory: machine.memory, gpus };
}
