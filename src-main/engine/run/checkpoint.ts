/**
 * Saves and loads the checkpoints of a run. Example: continue a run at step 1000.
 *
 *     const parts = { network, optimizers: trainStep.optimizers, recurrentState: trainStep.recurrentState };
 *     await saveCheckpoint(directory, parts, state);               // writes directory/1000
 *     const state = await loadCheckpoint(directory, 1000, parts);  // fills the same variables again
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GeneratorState } from '#data/random';
import { replaceDirectory, resolveDirectory } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';
import { tf, type Variable } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';
import type { RecurrentState } from '../step/recurrent-state';
import type { Optimizer } from '../optimizers/optimizer';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors';
import type { DataSourceState } from '../feed/source';

const stateVersion = 2;

/** What a run needs, besides its variables, to continue as if it had never stopped; saved as `state.json`. */
export interface TrainingState {
  version: typeof stateVersion;
  /** Steps done. */
  step: number;
  /** Seconds of training so far. */
  seconds: number;
  /** Ticks of the stream read so far; steps, for a set of examples. */
  read: number;
  /** Ticks that the next step reads. */
  ticks: number;
  /** The place in the data. */
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

/** The objects whose variables a checkpoint holds. */
export interface CheckpointParts {
  network: Network;
  optimizers: ReadonlyMap<string, Optimizer>;
  recurrentState: RecurrentState;
}

/**
 * Writes the folder `directory/<step>`: the network's parameters, the optimizers' slots, the recurrent state and the
 * messages kept between steps, and `state`. Whenever the process is killed or the power fails, a checkpoint of this
 * step that was there before, or the new one, can be loaded. The variables stay the caller's and do not change.
 * Only one process may save into `directory`. Throws the error of the file system.
 */
export async function saveCheckpoint(
  directory: string,
  { network, optimizers, recurrentState }: CheckpointParts,
  state: TrainingState,
): Promise<void> {
  const slots = [...optimizers.values()].flatMap((optimizer) => optimizer.slots());
  const carried = recurrentState.all();
  const metadata = { step: String(state.step) };
  const encode = (variables: readonly NamedVariable[]): Buffer =>
    encodeSafetensors(readValues(variables), metadata);
  await replaceDirectory(join(directory, String(state.step)), async (write) => {
    await write(weightsFile, encode(network.parameters.all()));
    await write(optimizerFile, encode(slots));
    if (carried.length > 0) await write(memoryFile, encode(carried));
    await write(stateFile, `${JSON.stringify(state, null, 2)}\n`);
  });
}

/**
 * Loads `directory/<step>` into the variables of the network, the optimizers and the recurrent state, sets the
 * optimizers' update counts, and returns the state. Throws a WorkbenchError: `notFound` where a file is missing,
 * `validation` where one is damaged or of another format version, `conflict` where it belongs to another model.
 */
export async function loadCheckpoint(
  directory: string,
  step: number,
  { network, optimizers, recurrentState }: CheckpointParts,
): Promise<TrainingState> {
  const folder = await resolveDirectory(join(directory, String(step)));
  const state = parseState(await readPart(folder, stateFile), folder);
  const slots = [...optimizers.values()].flatMap((optimizer) => optimizer.slots());
  await fillVariables(folder, weightsFile, network.parameters.all());
  await fillVariables(folder, optimizerFile, slots);
  for (const [id, optimizer] of optimizers) optimizer.count = state.updates[id] ?? 0;
  // On a set of examples nothing is carried between steps, and there is no such file. Earlier versions did not save
  // messages that had not been sent yet.
  if (recurrentState.all().length > 0)
    await fillVariables(folder, memoryFile, recurrentState.all(), { allowMissing: true });
  return state;
}

/**
 * Loads only the parameters of `directory/<step>` into the network. Throws a WorkbenchError as `loadCheckpoint` does.
 */
export async function loadWeights(
  directory: string,
  step: number,
  network: Network,
): Promise<void> {
  const folder = await resolveDirectory(join(directory, String(step)));
  await fillVariables(folder, weightsFile, network.parameters.all());
}

function parseState(bytes: Buffer, folder: string): TrainingState {
  const damaged = (what: string): WorkbenchError =>
    new WorkbenchError(
      'validation',
      `The state in '${join(folder, stateFile)}' is damaged: ${what}. Resume from an earlier checkpoint.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw damaged('it is not JSON');
  }
  const state = (json ?? {}) as Partial<Record<keyof TrainingState, unknown>>;
  if (typeof state.version !== 'number') throw damaged('it has no version');
  if (state.version !== stateVersion)
    throw new WorkbenchError(
      'validation',
      `The checkpoint '${folder}' is of version ${String(state.version)}; this program reads version ${stateVersion}. Update the program to resume from it.`,
    );
  for (const key of ['step', 'seconds', 'read', 'ticks'] as const)
    if (typeof state[key] !== 'number') throw damaged(`'${key}' is not a number`);
  for (const key of ['supply', 'generators', 'updates'] as const)
    if (typeof state[key] !== 'object' || state[key] === null)
      throw damaged(`'${key}' is not an object`);
  return state as TrainingState;
}

function readValues(variables: readonly NamedVariable[]): NamedArray[] {
  return variables.map(({ name, variable }) => ({
    name,
    shape: variable.shape,
    values: variable.dataSync() as Float32Array,
  }));
}

/** `allowMissing`: a variable that the file does not have keeps its value. */
async function fillVariables(
  folder: string,
  file: string,
  variables: readonly NamedVariable[],
  { allowMissing = false } = {},
): Promise<void> {
  const arrays = decodeSafetensors(await readPart(folder, file), join(folder, file));
  for (const { name, variable } of variables) {
    const array = arrays.get(name);
    if (!array && allowMissing) continue;
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
