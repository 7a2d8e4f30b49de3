import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GeneratorState } from '#data/random';
import { WorkbenchError } from '#spec/errors';
import { tf, type Variable } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';
import type { RecurrentState } from '../step/recurrent-state';
import type { Optimizer } from '../optimizers/optimizer';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors';
import type { DataSourceState } from '../feed/source';

const stateVersion = 2;

/** What a run needs beside its numbers to go on as if it had never stopped. */
export interface TrainingState {
  version: typeof stateVersion;
  /** Steps done. */
  step: number;
  /** Seconds of training so far. */
  seconds: number;
  /** Ticks of the stream read so far (steps, for a set of examples), and in the next step. */
  read: number;
  ticks: number;
  supply: DataSourceState;
  generators: { updates: GeneratorState; dropout: GeneratorState };
  /** Updates made, by module, synthesizer and synthetic input model. */
  updates: Record<string, number>;
}

interface NamedVariable {
  name: string;
  variable: Variable;
}

const weightsFile = 'weights.safetensors';
const optimizerFile = 'optimizer.safetensors';
const memoryFile = 'memory.safetensors';
const stateFile = 'state.json';

/** What a checkpoint is made of, beside the state. */
export interface CheckpointParts {
  network: Network;
  optimizers: ReadonlyMap<string, Optimizer>;
  recurrentState: RecurrentState;
}

/**
 * Writes `directory/<step>`: the weights under their names in the graph, the optimizers' slots, what the
 * streams carry over, and the state. It appears whole or not at all; one of the same step is replaced.
 */
export async function saveCheckpoint(
  directory: string,
  { network, optimizers, recurrentState }: CheckpointParts,
  state: TrainingState,
): Promise<void> {
  const final = join(directory, String(state.step));
  const partial = `${final}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const slots = [...optimizers.values()].flatMap((optimizer) => optimizer.slots());
  const metadata = { step: String(state.step) };
  await writeSynced(
    join(partial, weightsFile),
    encodeSafetensors(read(network.parameters.all()), metadata),
  );
  await writeSynced(join(partial, optimizerFile), encodeSafetensors(read(slots), metadata));
  const remembered = recurrentState.all();
  if (remembered.length > 0)
    await writeSynced(join(partial, memoryFile), encodeSafetensors(read(remembered), metadata));
  await writeSynced(join(partial, stateFile), Buffer.from(`${JSON.stringify(state, null, 2)}\n`));
  await rm(final, { recursive: true, force: true });
  await rename(partial, final);
}

/**
 * Puts the weights, slots and counts of `directory/<step>` into the network and optimizers, and
 * returns the state. Throws a WorkbenchError where a file is missing, damaged or of another model.
 */
export async function loadCheckpoint(
  directory: string,
  step: number,
  { network, optimizers, recurrentState }: CheckpointParts,
): Promise<TrainingState> {
  const folder = join(directory, String(step));
  const state = JSON.parse((await readPart(folder, stateFile)).toString('utf8')) as TrainingState;
  if (state.version !== stateVersion)
    throw new WorkbenchError(
      'validation',
      `The checkpoint '${folder}' is of version ${String(state.version)}; this program reads version ${stateVersion}. Update the program to resume from it.`,
    );
  const slots = [...optimizers.values()].flatMap((optimizer) => optimizer.slots());
  await fill(folder, weightsFile, network.parameters.all());
  await fill(folder, optimizerFile, slots);
  for (const [id, optimizer] of optimizers) optimizer.count = state.updates[id] ?? 0;
  // A set of examples leaves nothing to remember; earlier versions left out what had not been sent yet.
  if (recurrentState.all().length > 0)
    await fill(folder, memoryFile, recurrentState.all(), { mayLack: true });
  return state;
}

/**
 * Puts the weights alone of `directory/<step>` into the network. Throws a WorkbenchError where the file is
 * missing, damaged or of another model.
 */
export async function loadWeights(
  directory: string,
  step: number,
  network: Network,
): Promise<void> {
  await fill(join(directory, String(step)), weightsFile, network.parameters.all());
}

function read(variables: readonly NamedVariable[]): NamedArray[] {
  return variables.map(({ name, variable }) => ({
    name,
    shape: variable.shape,
    values: variable.dataSync() as Float32Array,
  }));
}

/** `mayLack`: a variable that the file does not have stays as it is. */
async function fill(
  folder: string,
  file: string,
  variables: readonly NamedVariable[],
  { mayLack = false } = {},
): Promise<void> {
  const arrays = decodeSafetensors(await readPart(folder, file), join(folder, file));
  for (const { name, variable } of variables) {
    const array = arrays.get(name);
    if (!array && mayLack) continue;
    if (!array || array.shape.join() !== variable.shape.join())
      throw new WorkbenchError(
        'conflict',
        `The checkpoint '${folder}' has ${array ? `'${name}' in shape [${array.shape.join(', ')}]` : `no '${name}'`}; the model wants [${variable.shape.join(', ')}]. It belongs to another model: start a new run instead.`,
      );
    const tensor = tf.tensor(array.values, array.shape, 'float32');
    variable.assign(tensor);
    tensor.dispose();
  }
}

async function readPart(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch {
    throw new WorkbenchError(
      'notFound',
      `The checkpoint '${folder}' lacks its '${file}'. Resume from an earlier checkpoint.`,
    );
  }
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
