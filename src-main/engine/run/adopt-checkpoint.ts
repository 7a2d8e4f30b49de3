/**
 * Starts a run from a checkpoint of another run with other settings. What both have in the same shape is taken:
 *
 * - the parameters of the model, all of them;
 * - the parameters of synthesizers and synthetic input models that the other run has trained;
 * - the moments and the number of updates of each optimizer, where the kind of the optimizer is the same;
 * - the numbers of steps and seconds;
 * - the place in the data, the recurrent state and the random generators, where the data, the batch, the seed and the
 *   update windows are the same. Otherwise the data begin from the start, and recurrent state with zeros.
 *
 * Everything else is as in a new run.
 */
import { join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import { isSequential } from '#spec/task';
import { inferUpdateWindows } from '#spec/update-windows';
import { auxiliaryName, syntheticInputName, synthesizerName } from '../model/network';
import type { Optimizer } from '../optimizers/optimizer';
import {
  assignSaved,
  memoryFile,
  optimizerFile,
  stateFile,
  weightsFile,
  type CheckpointParts,
  type NamedVariable,
  type SavedVariable,
} from './checkpoint';
import { CheckpointFolder } from './checkpoint-folder';
import { decodeSafetensors, type NamedArray } from './safetensors';
import { parseTrainingState, type TrainingState } from './training-state';

/** The checkpoint of another run that a run starts from. */
export interface ParentCheckpoint {
  /** Folder of the checkpoints of that run. */
  checkpoints: string;
  step: number;
  spec: Experiment;
  /** Whether both runs train on the same files. */
  hasSameData: boolean;
}

export interface Adoption {
  /** As the checkpoint has it. */
  state: TrainingState;
  /** Whether the place in the data, the recurrent state and the random generators are taken. */
  keepsPlace: boolean;
  /** The interfaces whose synthesizer is new. */
  newInterfaces: EdgeId[];
  /** What is taken and what is new, as sentences. */
  notes: string[];
}

type Arrays = ReadonlyMap<string, NamedArray>;

/**
 * Fills the variables of `parts`, those of a new run of `spec`, from the checkpoint. Throws a WorkbenchError, and changes
 * nothing: `conflict` where a parameter of the model is missing in it or has another shape, else as `loadCheckpoint`.
 */
export async function adoptCheckpoint(
  { checkpoints, step, spec: parentSpec, hasSameData }: ParentCheckpoint,
  parts: CheckpointParts,
  spec: Experiment,
): Promise<Adoption> {
  const folder = await CheckpointFolder.open(checkpoints, step);
  const read = async (file: string): Promise<Arrays> =>
    decodeSafetensors(await folder.read(file), join(folder.path, file));
  const state = parseTrainingState(
    await folder.read(stateFile),
    join(folder.path, stateFile),
    step,
  );
  const [weights, slots] = [await read(weightsFile), await read(optimizerFile)];

  const trained = parentSpec.training.method === 'dni';
  const { model, taken, missing } = sortParameters(parts, weights, trained);
  const values = [
    ...model.map((parameter) => takeModel(parameter, weights, folder.path)),
    ...taken,
  ];

  const [warm, cold] = sortOptimizers(parts.optimizers, state, slots, missing);
  for (const [, optimizer] of warm) values.push(...find(optimizer.slots(), slots));

  const carried = parts.recurrentState.all();
  const hasPlace = hasSameData && hasSamePlace(parentSpec, spec);
  const memory = hasPlace && carried.length > 0 ? await read(memoryFile) : new Map();
  const keepsPlace = hasPlace && find(carried, memory).length === carried.length;
  if (keepsPlace) values.push(...find(carried, memory));

  values.forEach(assignSaved);
  for (const [id, optimizer] of warm) optimizer.count = state.updates[id] ?? 0;
  const isUsed = spec.training.method === 'dni';
  const newInterfaces = [...parts.network.interfaces.keys()].filter((edge) =>
    missing.includes(synthesizerName(edge)),
  );
  return {
    state,
    keepsPlace,
    newInterfaces,
    notes: describe({ missing: isUsed ? missing : [], cold, keepsPlace }, spec),
  };
}

/** The parameters of the model, those of interfaces that the checkpoint has, and the interfaces' parts that it has not. */
function sortParameters(
  { network }: CheckpointParts,
  weights: Arrays,
  trained: boolean,
): { model: NamedVariable[]; taken: SavedVariable[]; missing: string[] } {
  const all = network.parameters.all();
  const owners = [...network.interfaces.keys()].flatMap((edge) => [
    synthesizerName(edge),
    auxiliaryName(edge),
    syntheticInputName(edge),
  ]);
  const owned = owners.flatMap((owner) => {
    const parameters = all.filter(({ name }) => name.startsWith(`${owner}/`));
    return parameters.length > 0 ? [{ owner, parameters }] : [];
  });
  const isTaken = ({ parameters }: { parameters: NamedVariable[] }): boolean =>
    trained && find(parameters, weights).length === parameters.length;
  const ofInterfaces = new Set(owned.flatMap(({ parameters }) => parameters));
  return {
    model: all.filter((parameter) => !ofInterfaces.has(parameter)),
    taken: owned.filter(isTaken).flatMap(({ parameters }) => find(parameters, weights)),
    missing: owned.filter((each) => !isTaken(each)).map(({ owner }) => owner),
  };
}

function takeModel(parameter: NamedVariable, weights: Arrays, path: string): SavedVariable {
  const { name, variable } = parameter;
  const [saved] = find([parameter], weights);
  if (saved) return saved;
  const array = weights.get(name);
  throw new WorkbenchError(
    'conflict',
    `The checkpoint '${path}' has ${array ? `'${name}' in shape [${array.shape.join(', ')}]` : `no '${name}'`}; the model wants [${variable.shape.join(', ')}]. Undo that change of the model, or start a new run.`,
  );
}

type OptimizerEntry = readonly [id: string, optimizer: Optimizer];

/** The optimizers whose moments the checkpoint has, and the others. Those of new parameters begin anew. */
function sortOptimizers(
  optimizers: ReadonlyMap<string, Optimizer>,
  { updates }: TrainingState,
  saved: Arrays,
  missing: readonly string[],
): [warm: OptimizerEntry[], cold: OptimizerEntry[]] {
  const isWarm = ([id, optimizer]: OptimizerEntry): boolean => {
    const slots = optimizer.slots();
    // Another kind of optimizer has other moments, or some more.
    const others = [...saved.keys()].filter((name) =>
      optimizer.parameters.some((parameter) => name.startsWith(`${parameter.name}/`)),
    );
    const hasSameSlots =
      find(slots, saved).length === slots.length && others.length === slots.length;
    return updates[id] !== undefined && hasSameSlots && !missing.includes(id);
  };
  const entries = [...optimizers];
  return [entries.filter(isWarm), entries.filter((entry) => !isWarm(entry))];
}

/** Whether a place in the data of one run is one in that of the other. */
function hasSamePlace(before: Experiment, after: Experiment): boolean {
  const placeOf = (spec: Experiment): unknown => {
    const { seed, batch, shuffle, method } = spec.training;
    const stream = isSequential(spec.task) && {
      windows: inferUpdateWindows(spec),
      // Rows of `backprop` begin their sequences together.
      isAligned: method === 'backprop',
      conditions: spec.model.edges.map(({ decoupled }) => decoupled?.synthesizer.condition ?? null),
    };
    return [spec.task, seed, batch, shuffle, stream];
  };
  return JSON.stringify(placeOf(before)) === JSON.stringify(placeOf(after));
}

/** The variables that the arrays have in the same shape. */
function find(variables: readonly NamedVariable[], arrays: Arrays): SavedVariable[] {
  return variables.flatMap(({ name, variable }) => {
    const array = arrays.get(name);
    return array && array.shape.join() === variable.shape.join() ? [{ variable, array }] : [];
  });
}

function describe(
  { missing, cold, keepsPlace }: { missing: string[]; cold: OptimizerEntry[]; keepsPlace: boolean },
  { task }: Experiment,
): string[] {
  const ofModel = cold.map(([id]) => id).filter((id) => !missing.includes(id));
  const state = isSequential(task) ? ', and the recurrent state is zero' : '';
  return [
    ...(missing.length > 0 ? [`New and untrained are: ${missing.join(', ')}.`] : []),
    ...(ofModel.length > 0 ? [`The optimizer begins anew for: ${ofModel.join(', ')}.`] : []),
    keepsPlace
      ? 'The run goes on at the same place in the data.'
      : `The data begin from the start${state}, because the data, the batch, the seed or the update windows are others.`,
  ];
}
