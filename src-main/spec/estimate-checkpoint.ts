import { countModel } from './counts';
import type { Experiment } from './experiment';
import { findModules, indexEdges, mapNodesToModules } from './graph';
import { edgeId, type Edge, type Model } from './model';
import { isCore, type Node } from './nodes';
import type { OptimizerSettings } from './optimizer';
import { inferPeriods } from './periods';
import { inferShapes, messageShape, sizeFromShape } from './shapes';
import { isSequential, type Fields } from './task';
import { atFirstLevel, inferUpdateWindows, isCarried, isRecurrent } from './update-windows';

const bytesPerNumber = 4;
const slotsOfOptimizer = { sgd: 0, momentum: 1, rmsprop: 1, adam: 2 } as const;
/** `state.json` without the place in a stream, the checksums, and the ends of the headers. */
const bytesOfState = 1200;
/** An entry of a safetensors header: name, shape and place. */
const bytesPerArray = 90;
/** The random generator of a stream's row, and a number of its past, in the JSON of `state.json`. */
const [bytesPerRow, bytesPerRecord] = [320, 11];

/** Numbers, and the arrays that they are in. */
interface Stored {
  numbers: number;
  arrays: number;
}

/**
 * The bytes of one checkpoint: weights, running statistics and synthesizers, the optimizers' values for each trained
 * weight, the messages that are carried from step to step, and the place in the data. `fields`: those of the task; null
 * where its data is not known, which leaves most weights out.
 */
export function estimateCheckpoint(experiment: Experiment, fields: Fields | null): number {
  const stored = [
    weightsOf(experiment, fields),
    slotsOf(experiment, fields),
    messagesOf(experiment, fields),
  ];
  const ofArrays = stored.reduce(
    (sum, { numbers, arrays }) => sum + bytesPerNumber * numbers + bytesPerArray * arrays,
    0,
  );
  return Math.round(ofArrays + bytesOfState + placeBytes(experiment, fields));
}

/** Synthesizers are part of the network whatever trains it. */
function weightsOf({ model }: Experiment, fields: Fields | null): Stored {
  const { total, interfaces } = countModel(model, fields);
  const statistics = runningStatistics(model, fields);
  return {
    numbers: total.parameters + interfaces.parameters + statistics.numbers,
    arrays: countNodeArrays(model) + countInterfaceArrays(model) + statistics.arrays,
  };
}

/** Mean and variance of each unit that is normalised. */
function runningStatistics(model: Model, fields: Fields | null): Stored {
  const { shapes } = inferShapes(model, fields);
  const normalised = Object.entries(model.nodes).filter(([, node]) => isNormalised(node));
  const units = normalised.map(([id]) => shapes[id]?.[shapes[id].length - 1] ?? 0);
  return {
    numbers: 2 * units.reduce((sum, count) => sum + count, 0),
    arrays: 2 * normalised.length,
  };
}

function slotsOf({ model, training }: Experiment, fields: Fields | null): Stored {
  const { total, synthesizers, syntheticInputs } = countModel(model, fields);
  const slots = (settings: OptimizerSettings | undefined): number =>
    slotsOfOptimizer[(settings ?? training.optimizer).kind];
  const ofModel = slots(undefined);
  let numbers = ofModel * total.parameters;
  let arrays = ofModel * countNodeArrays(model);
  // The other methods do not train the interfaces.
  for (const edge of training.method === 'dni' ? model.edges : []) {
    if (!edge.decoupled) continue;
    const { optimizer, syntheticInput } = edge.decoupled;
    const id = edgeId(edge);
    numbers += slots(optimizer) * (synthesizers[id]?.parameters ?? 0);
    numbers += slots(syntheticInput?.optimizer) * (syntheticInputs[id]?.parameters ?? 0);
    arrays += slots(optimizer) * countArraysOf(edge);
  }
  return { numbers, arrays };
}

/** The newest message of each edge that is carried over, and what modules read in windows that they run again. */
function messagesOf(experiment: Experiment, fields: Fields | null): Stored {
  const { model, training } = experiment;
  if (!isSequential(experiment.task)) return { numbers: 0, arrays: 0 };
  const { shapes } = inferShapes(model, fields);
  const { periods } = inferPeriods(model);
  const sizeOf = (edge: Edge): number =>
    training.batch * sizeFromShape(messageShape(model, shapes, edge) ?? [0]);
  const carried = model.edges.filter((edge) => isCarried(edge, periods));
  const kept = carried.map(sizeOf);
  const modules = findModules(model);
  const moduleOf = mapNodesToModules(modules);
  const { incoming } = indexEdges(model);
  const windows = windowsOf(experiment);
  for (const { id, nodes } of modules) {
    const window = windows?.modules[id] ?? 1;
    const runsAuxiliary = model.edges.some(
      (edge) =>
        training.method === 'dni' &&
        moduleOf.get(edge.from) === id &&
        isRecurrent(model, edge, periods, moduleOf) &&
        (edge.decoupled?.auxiliary ?? edge.decoupled?.trainMessage),
    );
    const isSlow = window > (windows?.step ?? 1);
    const copies = runsAuxiliary ? 2 : isSlow ? 1 : 0;
    const read = nodes.flatMap((node) => incoming(node));
    const states = read.filter((edge) => isCarried(edge, periods)).map(sizeOf);
    const sent = read
      .filter(({ from }) => model.nodes[from]?.kind !== 'input' && !nodes.includes(from))
      .map((edge) => sizeOf(edge) * Math.floor(window / (periods[edge.from] ?? 1)));
    for (let copy = 0; copy < copies; copy++) kept.push(...states, ...sent);
  }
  return { numbers: kept.reduce((sum, size) => sum + size, 0), arrays: kept.length };
}

/** The place in a stream: of each row its generator and the ticks that windows and synthesizers may read again. */
function placeBytes(experiment: Experiment, fields: Fields | null): number {
  const { model, task, training } = experiment;
  if (!isSequential(task)) return 0;
  const conditions = model.edges.map((edge) => edge.decoupled?.synthesizer.condition);
  const history = conditions.map((condition) =>
    typeof condition === 'object' ? condition.inputs : condition ? 1 : 0,
  );
  const longest = Math.max(1, ...Object.values(windowsOf(experiment)?.modules ?? {}));
  const ticks = Math.max(0, ...history) + 2 * longest + 1;
  // Each tick has the numbers of its fields, and whether a sequence begins.
  const numbers = 1 + Object.keys(fields ?? {}).length;
  return training.batch * (bytesPerRow + bytesPerRecord * numbers * ticks);
}

function windowsOf(experiment: Experiment): ReturnType<typeof inferUpdateWindows> {
  return inferUpdateWindows({ ...experiment, task: atFirstLevel(experiment.task) });
}

function isNormalised(node: Node): boolean {
  return node.kind === 'batchNorm' || ('batchNorm' in node && node.batchNorm);
}

function countNodeArrays({ nodes }: Model): number {
  return Object.values(nodes).reduce((sum, node) => {
    if (isCore(node)) return sum + (node.kind === 'gru' ? 4 : 3);
    const ofWeights = node.kind === 'embedding' ? 1 : 'bias' in node ? 1 + Number(node.bias) : 0;
    return sum + ofWeights + (isNormalised(node) ? 2 : 0);
  }, 0);
}

function countInterfaceArrays({ edges }: Model): number {
  return edges.reduce((sum, edge) => sum + countArraysOf(edge), 0);
}

/** The arrays of a synthesizer, the head of its auxiliary task, and a synthetic input model. */
function countArraysOf({ decoupled }: Edge): number {
  if (!decoupled) return 0;
  const { synthesizer, auxiliary, syntheticInput } = decoupled;
  const ofStack = ({ hidden, batchNorm }: { hidden: number[]; batchNorm: boolean }): number =>
    2 * (hidden.length + 1) + (batchNorm ? 2 * hidden.length : 0);
  return (
    ofStack(synthesizer) * (auxiliary ? 2 : 1) + (syntheticInput ? ofStack(syntheticInput) : 0)
  );
}
