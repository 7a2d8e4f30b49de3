/**
 * Estimates the memory of a training run from its settings, before it starts:
 *
 * - weights, their gradients and the optimizer's slots;
 * - the tensors of one step: the inputs of a window, what each layer gives, and what the backward pass keeps and makes;
 * - the data, and the program itself.
 *
 * How many copies of each there are was fitted to the measured memory of runs on a CPU, from which the sum differs by
 * less than a factor of two (test/main/spec/estimate-memory.test.ts).
 */
import { countModel, gateCount, type Count } from './counts';
import type { Experiment } from './experiment';
import { findModules } from './graph';
import { fieldSize, findLabelFields } from './label-field';
import { edgeId, type Decoupling, type EdgeId } from './model';
import { isCore, isLoss, type Node } from './nodes';
import type { OptimizerSettings } from './optimizer';
import { inferPeriods } from './periods';
import { inferShapes, messageShape, sizeFromShape } from './shapes';
import { isSequential, type Fields } from './task';
import type { TaskData } from './task-data';
import { atFirstLevel, inferUpdateWindows, isRecurrent } from './update-windows';

/** What memory is needed for. `step`: the tensors of a training step; `probe`: those of the interface diagnostics. */
export type MemoryUse = 'weights' | 'step' | 'probe' | 'evaluation' | 'data' | 'program';

export interface MemoryShare {
  use: MemoryUse;
  node?: string;
  edge?: EdgeId;
  /** Bytes where the steps are computed: on the GPU, or in main memory. */
  device: number;
  /** Bytes in main memory in any case. */
  host: number;
}

export interface MemoryEstimate {
  shares: MemoryShare[];
  device: number;
  host: number;
  /** Whether sizes are unknown, so that more is needed than is estimated. */
  isPartial: boolean;
}

const bytesPerNumber = 4;
/** Node with TensorFlow and its compiled graphs, before any model. */
const programBytes = 3.8e8;
/** The optimizer's values for each weight. */
const slotCounts: Record<OptimizerSettings['kind'], number> = {
  sgd: 0,
  momentum: 1,
  rmsprop: 1,
  adam: 2,
};
/**
 * Tensors of the size of a layer's output that its backward pass makes: the gradient that arrives, those of the stages
 * within, and one in transit.
 */
const backwardTensors = 3;
/** A batch as it is read, as floating-point numbers, and scaled. */
const inputTensors = 3;
/** Tensors of a core of the size of its units, for each gate and tick, forward and backward. */
const tensorsPerGate = 12;
/** Examples, or rows and ticks of a stream, that are evaluated in one pass. */
const evaluated = { examples: 500, rows: 64, ticks: 32 };
/** Windows of training in the probe of a stream. */
const probeWindows = 5;

/** `fields`: those of the task; null where its data is not known, which leaves most of the model out. */
export function estimateMemory(
  experiment: Experiment,
  fields: Fields | null,
  data: Pick<TaskData, 'bytes' | 'counts'> | null = null,
): MemoryEstimate {
  const { model } = experiment;
  const counts = countModel(model, fields);
  const tensors = new TensorSizes(experiment, fields);
  const passes = [tensors.step(), tensors.probe(data?.counts ?? null), tensors.evaluation()];
  // The tensors of one pass are freed before the next begins.
  const largest = passes.reduce((most, pass) => (sumOf(pass) > sumOf(most) ? pass : most));
  const shares: MemoryShare[] = [
    { use: 'program', device: 0, host: programBytes },
    { use: 'data', device: 0, host: data?.bytes ?? 0 },
    ...weightShares(experiment, counts),
    ...largest,
  ];
  return {
    shares,
    device: shares.reduce((sum, share) => sum + share.device, 0),
    host: shares.reduce((sum, share) => sum + share.host, 0),
    isPartial: counts.unknown.nodes.length > 0 || counts.unknown.interfaces.length > 0,
  };
}

function sumOf(shares: readonly MemoryShare[]): number {
  return shares.reduce((sum, { device, host }) => sum + device + host, 0);
}

function weightShares(
  { model, training }: Experiment,
  { nodes, synthesizers, syntheticInputs }: ReturnType<typeof countModel>,
): MemoryShare[] {
  const isTrained = training.method === 'dni';
  const ofEdge = (
    edge: EdgeId,
    count: Count | undefined,
    own: OptimizerSettings | undefined,
  ): MemoryShare[] =>
    count
      ? [
          {
            edge,
            ...weightBytes(count, isTrained ? slotCounts[(own ?? training.optimizer).kind] : 0),
          },
        ]
      : [];
  return [
    ...Object.entries(nodes).map(([node, count]) => ({
      node,
      ...weightBytes(count, slotCounts[training.optimizer.kind]),
    })),
    ...model.edges.flatMap((edge) => {
      if (!edge.decoupled) return [];
      const id = edgeId(edge);
      return [
        ...ofEdge(id, synthesizers[id], edge.decoupled.optimizer),
        ...ofEdge(id, syntheticInputs[id], edge.decoupled.syntheticInput?.optimizer),
      ];
    }),
  ];
}

/**
 * Weights and slots are kept twice where they are computed, as variables and in the compiled graph, and twice more while
 * a checkpoint is written; the initial weights and the gradients come on top.
 */
function weightBytes({ parameters }: Count, slots: number): Omit<MemoryShare, 'node' | 'edge'> {
  const kept = 2 * (1 + slots);
  const bytes = bytesPerNumber * parameters;
  return { use: 'weights', device: bytes * (kept + 1), host: bytes * (kept + 1) };
}

/** The sizes of the tensors of a step, a probe and an evaluation. */
class TensorSizes {
  readonly #experiment: Experiment;
  readonly #fields: Fields | null;
  readonly #shapes: Record<string, number[]>;
  readonly #periods: Record<string, number>;
  readonly #moduleOf = new Map<string, string>();
  /** By module, ticks of the stream in its update window. */
  readonly #windows: Record<string, number>;
  readonly #stepTicks: number;
  /** Modules that compute a window a second time: a long one where it ends, or the one before for the auxiliary task. */
  readonly #replayed = new Map<string, number>();

  constructor(experiment: Experiment, fields: Fields | null) {
    const { model, training, task } = experiment;
    this.#experiment = experiment;
    this.#fields = fields;
    this.#shapes = inferShapes(model, fields).shapes;
    this.#periods = inferPeriods(model).periods;
    const windows = inferUpdateWindows({ ...experiment, task: atFirstLevel(task) });
    this.#windows = windows?.modules ?? {};
    this.#stepTicks = windows?.step ?? 1;
    for (const { id, nodes } of findModules(model)) {
      for (const node of nodes) this.#moduleOf.set(node, id);
      const window = this.#windows[id] ?? this.#stepTicks;
      if (window > this.#stepTicks) this.#replayed.set(id, window);
    }
    if (training.method !== 'dni') return;
    for (const edge of model.edges) {
      if (!edge.decoupled?.auxiliary && !edge.decoupled?.trainMessage) continue;
      const module = this.#moduleOf.get(edge.from);
      if (module === undefined || !this.#isRecurrent(edge)) continue;
      const window = this.#windows[module] ?? this.#stepTicks;
      this.#replayed.set(module, (this.#replayed.get(module) ?? 0) + window);
    }
  }

  /** The step of its own ticks, and the windows that end with it. */
  step(): MemoryShare[] {
    const { batch } = this.#experiment.training;
    return this.#pass('step', true, (node) => {
      const module = this.#moduleOf.get(node);
      const replayed = module === undefined ? 0 : (this.#replayed.get(module) ?? 0);
      return batch * this.#ticksOf(node, this.#stepTicks + replayed);
    });
  }

  /** True gradients of held-out data, where the method has synthesizers and diagnostics are on. */
  probe(counts: TaskData['counts']): MemoryShare[] {
    const { diagnostics, training, task } = this.#experiment;
    if (training.method !== 'dni' || diagnostics.every === 0) return [];
    const longest = Math.max(this.#stepTicks, ...Object.values(this.#windows));
    const available = counts ? counts.validation || counts.train : Infinity;
    const [rows, ticks] = isSequential(task)
      ? [Math.min(diagnostics.batch, training.batch), probeWindows * longest]
      : [Math.min(diagnostics.batch, available), 1];
    return this.#pass('probe', true, (node) => rows * this.#ticksOf(node, ticks));
  }

  /** A forward pass of held-out data, for which tensors are freed as soon as the next layer has read them. */
  evaluation(): MemoryShare[] {
    const isStream = isSequential(this.#experiment.task);
    return this.#pass('evaluation', false, (node) =>
      isStream ? evaluated.rows * this.#ticksOf(node, evaluated.ticks) : evaluated.examples,
    );
  }

  #ticksOf(node: string, ticks: number): number {
    return Math.max(1, ticks / (this.#periods[node] ?? 1));
  }

  #pass(use: MemoryUse, isTraining: boolean, rowsOf: (node: string) => number): MemoryShare[] {
    const { model, training } = this.#experiment;
    const labels = findLabelFields(model);
    const nodes = Object.entries(model.nodes).flatMap(([id, node]): MemoryShare[] => {
      const numbers = this.#numbersOf(id, node, isTraining);
      if (numbers === 0) return [];
      return [{ use, node: id, device: bytesPerNumber * rowsOf(id) * numbers, host: 0 }];
    });
    if (!isTraining || training.method !== 'dni') return nodes;
    const edges = model.edges.flatMap((edge): MemoryShare[] => {
      const shape = edge.decoupled && messageShape(model, this.#shapes, edge);
      if (!edge.decoupled || !shape) return [];
      const label = fieldSize(labels.get(edge.to) ?? null, this.#fields);
      const numbers = interfaceNumbers(edge.decoupled, shape, label);
      const rows = this.#isRecurrent(edge) ? training.batch : rowsOf(edge.from);
      return [{ use, edge: edgeId(edge), device: bytesPerNumber * rows * numbers, host: 0 }];
    });
    return [...nodes, ...edges];
  }

  #isRecurrent(edge: Experiment['model']['edges'][number]): boolean {
    return isRecurrent(this.#experiment.model, edge, this.#periods, this.#moduleOf);
  }

  /** Numbers for each row and tick of the node, in all tensors of a pass. */
  #numbersOf(id: string, node: Node, isTraining: boolean): number {
    if (isLoss(node)) {
      const target = fieldSize(node.target, this.#fields);
      return isTraining ? target * backwardTensors : target;
    }
    const shape = this.#shapes[id];
    if (!shape) return 0;
    if (isCore(node)) return node.units * gateCount(node) * (isTraining ? tensorsPerGate : 1);
    const size = sizeFromShape(shape);
    if (node.kind === 'input') return size * inputTensors;
    if (node.kind === 'flatten') return 0;
    return isTraining ? size * (stagesOf(node) + backwardTensors) : size;
  }
}

/** How many tensors of the size of its output a layer computes on its way to it. */
function stagesOf(node: Node): number {
  if (node.kind === 'batchNorm' || node.kind === 'dropout') return 2;
  if (node.kind !== 'dense' && node.kind !== 'conv2d') return 1;
  return 1 + (node.batchNorm ? 2 : 0) + (node.activation === 'linear' ? 0 : 1);
}

/** Numbers for each message in the tensors of its synthesizer and its synthetic input model. */
function interfaceNumbers(
  { synthesizer, syntheticInput, auxiliary }: Decoupling,
  shape: readonly number[],
  label: number,
): number {
  const message = sizeFromShape(shape);
  const positions = synthesizer.kind === 'conv' ? (shape[0] ?? 1) * (shape[1] ?? 1) : 1;
  const condition = synthesizer.condition === 'label' ? label * positions : 0;
  const hidden = synthesizer.hidden.reduce((sum, units) => sum + units * positions, 0);
  const layers = (1 + backwardTensors) * (hidden + message) + condition;
  const inputLayers = syntheticInput
    ? syntheticInput.hidden.reduce((sum, units) => sum + units, message)
    : 0;
  // The message, the gradient that arrives for it, and the error of the synthesizer.
  return 3 * message + layers * (auxiliary ? 2 : 1) + (1 + backwardTensors) * inputLayers;
}
