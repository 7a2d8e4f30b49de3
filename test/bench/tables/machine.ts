import { availableParallelism, cpus } from 'node:os';
import { hasFastBfloat16 } from '#tensorflow/runtime/hardware';
import { TENSORFLOW_VERSION } from '#tensorflow/runtime/versions';
import { versionOf } from '../contenders';

/** On which machine the tables are measured, when, and with which versions: a sentence below each of them. */
export async function describeMachine(
  python: string,
  { quick, date }: { quick: boolean; date: Date },
): Promise<string> {
  const processor = cpus()[0]?.model.trim() || 'unknown processor';
  const cores = availableParallelism();
  const bfloat16 = (await hasFastBfloat16()) ? ', which multiplies bfloat16' : '';
  const versions = [
    `TensorFlow ${TENSORFLOW_VERSION}`,
    `Node.js ${process.versions.node}`,
    `PyTorch ${(await versionOf(python, 'torch')) ?? 'not installed'}`,
    `TensorFlow for Python ${(await versionOf(python, 'tensorflow')) ?? 'not installed'}`,
  ];
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  return `Measured on ${day}${quick ? ' with `--quick`' : ''}: ${processor}${bfloat16}, ${cores} ${cores === 1 ? 'core' : 'cores'}; ${versions.join(', ')}.`;
}
