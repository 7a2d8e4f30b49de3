/**
 * Saves and loads the checkpoints of a run. Example: continue a run at step 1000.
 *
 *     const parts = { network, optimizers: trainStep.optimizers, recurrentState: trainStep.recurrentState };
 *     await saveCheckpoint(directory, parts, state);               // writes directory/1000
 *     const state = await loadCheckpoint(directory, 1000, parts);  // fills the same variables again
 */
import { join } from 'node:path';
import { ensureDirectory } from '#files/durable-write';
import { WorkbenchError } from '#spec/errors';
import { tf, type Variable } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';
import type { RecurrentState } from '../step/recurrent-state';
import type { Optimizer } from '../optimizers/optimizer';
import { CheckpointFolder, writeCheckpointFolder } from './checkpoint-folder';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors';
import { parseTrainingState, type TrainingState } from './training-state';

export { isCheckpointDamaged } from './checkpoint-folder';
export type { TrainingState } from './training-state';

/** A variable under its name in checkpoints. */
export interface NamedVariable {
  name: string;
  variable: Variable;
}

export const weightsFile = 'weights.safetensors';
export const optimizerFile = 'optimizer.safetensors';
export const memoryFile = 'memory.safetensors';
export const stateFile = 'state.json';

/** The objects whose variables a checkpoint holds. */
export interface CheckpointParts {
  network: Network;
  optimizers: ReadonlyMap<string, Optimizer>;
  recurrentState: RecurrentState;
}

/**
 * Writes the folder `directory/<step>`: the network's parameters, the optimizers' slots, the recurrent state and the
 * messages kept between steps, `state`, and the checksums of these files. Whenever the process is killed or the power
 * fails, a checkpoint of this step that was there before, or the new one, can be loaded. The variables stay the
 * caller's and do not change. Only one process may save into `directory`, whose parent folder must exist. Throws
 * `unavailable` where the checkpoint cannot be written, and leaves no part of it.
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
    encodeSafetensors(variables.map(valuesOf), metadata);
  await ensureDirectory(directory);
  await writeCheckpointFolder(join(directory, String(state.step)), async (write) => {
    await write(weightsFile, encode(network.parameters.all()));
    await write(optimizerFile, encode(slots));
    if (carried.length > 0) await write(memoryFile, encode(carried));
    await write(stateFile, `${JSON.stringify(state, null, 2)}\n`);
  });
}

/**
 * Loads `directory/<step>` into the variables of the network, the optimizers and the recurrent state, sets the
 * optimizers' update counts, and returns the state. Throws a WorkbenchError, and changes nothing: `notFound` where a
 * file is missing, `validation` where one is damaged or of another format version, `conflict` where it belongs to
 * another model, `unavailable` where it cannot be read. `isCheckpointDamaged` tells whether an earlier one may do.
 */
export async function loadCheckpoint(
  directory: string,
  step: number,
  { network, optimizers, recurrentState }: CheckpointParts,
): Promise<TrainingState> {
  const folder = await CheckpointFolder.open(directory, step);
  const path = join(folder.path, stateFile);
  const state = parseTrainingState(await folder.read(stateFile), path, step);
  const slots = [...optimizers.values()].flatMap((optimizer) => optimizer.slots());
  const values = [
    ...(await readValues(folder, weightsFile, network.parameters.all())),
    ...(await readValues(folder, optimizerFile, slots)),
  ];
  // On a set of examples nothing is carried between steps, and there is no such file. Earlier versions did not save
  // messages that had not been sent yet.
  if (recurrentState.all().length > 0)
    values.push(
      ...(await readValues(folder, memoryFile, recurrentState.all(), { allowMissing: true })),
    );
  values.forEach(assignSaved);
  for (const [id, optimizer] of optimizers) optimizer.count = state.updates[id] ?? 0;
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
  const folder = await CheckpointFolder.open(directory, step);
  (await readValues(folder, weightsFile, network.parameters.all())).forEach(assignSaved);
}

/** A variable and the values that a checkpoint has for it. */
export interface SavedVariable {
  variable: Variable;
  array: NamedArray;
}

/** `allowMissing`: variables that the file does not have are left out. */
async function readValues(
  folder: CheckpointFolder,
  file: string,
  variables: readonly NamedVariable[],
  { allowMissing = false } = {},
): Promise<SavedVariable[]> {
  const arrays = decodeSafetensors(await folder.read(file), join(folder.path, file));
  return variables.flatMap(({ name, variable }) => {
    const array = arrays.get(name);
    if (!array && allowMissing) return [];
    if (!array || array.shape.join() !== variable.shape.join())
      throw new WorkbenchError(
        'conflict',
        `The checkpoint '${folder.path}' has ${array ? `'${name}' in shape [${array.shape.join(', ')}]` : `no '${name}'`}; the model wants [${variable.shape.join(', ')}]. It belongs to another model: start a new run instead.`,
      );
    return [{ variable, array }];
  });
}

/** Gives the variable its saved values. */
export function assignSaved({ variable, array }: SavedVariable): void {
  const tensor = tf.tensor(array.values, array.shape, 'float32');
  variable.assign(tensor);
  tensor.dispose();
}

function valuesOf({ name, variable }: NamedVariable): NamedArray {
  return { name, shape: variable.shape, values: variable.dataSync() as Float32Array };
}
