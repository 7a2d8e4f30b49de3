import { gradientDistances } from '#spec/estimate-disk';
import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Tensors } from '#tensorflow/graph/compiled-program';
import type { Feed } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { packFeed, packMap, unpackFeed, unpackMap } from '../feed/pack';
import { computedNodes, type Interface, type Network } from '../model/network';
import { meanSquaredError } from '../ops/squared-error';
import { contextOf } from '../pass/context';
import type { InterfaceTrace } from '../pass/edge-method';
import { runWindow, type WindowPassRequest, type WindowPassResult } from '../pass/window-pass';
import type { StepRunner } from '../step/runner';
import { initialStates } from '../unroll/initial-states';
import {
  examinedEdges,
  layerNumbers,
  readLayers,
  rootMeanSquareGradient,
  type LayerState,
  type ParameterValues,
} from './examine-layers';
import type { Probe } from './probe';

/** What one examination has found. */
export interface Examination {
  /** By decoupled edge; empty where the method has no synthesizers. */
  interfaces: ReadonlyMap<EdgeId, InterfaceQuality>;
  /** By edge, the root mean square over examples of the norm of the gradient of a single example's loss. */
  gradients: ReadonlyMap<EdgeId, EdgeGradients>;
  layers: ReadonlyMap<string, LayerState>;
}

export interface EdgeGradients {
  truth: number;
  /** Null where the edge has no synthesizer. */
  synthetic: number | null;
}

/** How good the synthetic gradient of one edge is on the probe. */
export interface InterfaceQuality {
  /** Cosine between all synthetic and all true gradients of the probe; null where one of them is zero. */
  cosine: number | null;
  /** ‖synthetic − true‖ / ‖true‖ over the probe: 1 is as good as predicting zero. Null where the true one is zero. */
  relativeError: number | null;
  /** Sets of examples: the synthesizer's own loss, mean over the batch of ‖M(h, c) − arriving gradient‖². */
  synthesizerLoss: number | null;
  /** Recurrent edges: by N, the mean norm of the gradient of the last tick's loss in the state N ticks before it. */
  gradientAt: ReadonlyMap<number, number>;
}

/** Numbers of each interface before those of the distances: see `examine`. */
const fixedNumbers = 6;

export interface ExamineOptions {
  /** Of dropout. */
  seed: number;
  runner: StepRunner;
  /** Whether synthesizers are trained, so that they are compared. */
  comparesSynthesizers: boolean;
  /** The parameters from which the change is measured, which stay the caller's; null: no change is measured. */
  before: ParameterValues | null;
}

/**
 * Looks at the network on the probe. Compares every synthesizer with the true gradient of the losses, on the scale of a
 * single example's loss: at edges between modules that of every message, at recurrent edges that of all losses after
 * the end of the first window in the state there; measures the true gradient at all other edges, and activations,
 * weights and updates of every layer. Modules compute as in training (statistics of the probe), but nothing is updated
 * and no running statistic moves. Every tensor it makes is freed.
 */
export function examine(
  network: Network,
  probe: Probe,
  { seed, runner, comparesSynthesizers, before }: ExamineOptions,
): Examination {
  const { feed } = probe;
  const inputs = {
    seed: tf.tensor1d([seed | 0, 0], 'int32'),
    ...packMap('state', initialStates(network, feed.rows)),
  };
  const outputs = runner.run(
    'examine',
    (tensors) => computeNumbers(network, probe, comparesSynthesizers, tensors),
    {
      ...inputs,
      ...packMap('before', before ?? new Map<string, Tensor>()),
      ...packFeed('now', feed),
    },
  );
  const values = (outputs['numbers'] as Tensor).dataSync<'float32'>();
  tf.dispose([...Object.values(outputs), ...Object.values(inputs)]);
  return readNumbers(network, feed, comparesSynthesizers, values, before !== null);
}

/** The parts of the vector that `computeNumbers` makes. */
function readNumbers(
  network: Network,
  feed: Feed,
  comparesSynthesizers: boolean,
  numbers: Float32Array,
  hasBefore: boolean,
): Examination {
  const measured = distancesWithin(feed);
  const width = fixedNumbers + measured.length;
  const interfaces = comparesSynthesizers ? [...network.interfaces.values()] : [];
  const ofInterfaces = interfaces.map((on, index) => ({
    on,
    own: numbers.subarray(index * width, (index + 1) * width),
  }));
  const edges = plainEdges(network, comparesSynthesizers);
  const ofEdges = numbers.subarray(interfaces.length * width);
  return {
    interfaces: new Map(
      ofInterfaces.map(({ on, own }) => [on.edge, qualityOf(on, own, measured)] as const),
    ),
    gradients: new Map([
      ...ofInterfaces.map(({ on, own }) => [on.edge, gradientsOf(own)] as const),
      ...edges
        .map((edge, index) => [edge, { truth: ofEdges[index] ?? NaN, synthetic: null }] as const)
        .filter(([, { truth }]) => !Number.isNaN(truth)),
    ]),
    layers: readLayers(network, ofEdges.subarray(edges.length), hasBefore),
  };
}

/** The edges whose true gradient alone is measured: all decoupled ones too, where no synthesizer is trained. */
function plainEdges(network: Network, comparesSynthesizers: boolean): EdgeId[] {
  const plain = examinedEdges(network);
  if (comparesSynthesizers) return plain;
  const decoupled = [...network.interfaces.values()].filter(({ isRecurrent }) => !isRecurrent);
  return [...plain, ...decoupled.map(({ edge }) => edge)];
}

/** What `computeNumbers` found for one interface, as its quality. */
function qualityOf(
  { isRecurrent }: Interface,
  numbers: Float32Array,
  measured: readonly number[],
): InterfaceQuality {
  const [product = 0, synthetic = 0, truth = 0, difference = 0, , loss = Number.NaN] = numbers;
  return {
    cosine: synthetic === 0 || truth === 0 ? null : product / Math.sqrt(synthetic * truth),
    relativeError: truth === 0 ? null : Math.sqrt(difference / truth),
    synthesizerLoss: Number.isNaN(loss) ? null : loss,
    gradientAt: new Map(
      isRecurrent
        ? measured.map((ticks, at) => [ticks, numbers[fixedNumbers + at] ?? 0] as const)
        : [],
    ),
  };
}

function gradientsOf(numbers: Float32Array): EdgeGradients {
  const [, synthetic = 0, truth = 0, , rows = 0] = numbers;
  const mean = (sum: number): number => Math.sqrt(sum / Math.max(1, rows));
  return { truth: mean(truth), synthetic: mean(synthetic) };
}

/**
 * The true gradients of the losses in every message that crosses a decoupled edge, on the scale of a single
 * example's loss, in the order of the forward pass. The caller disposes of them. `states` default to zeros.
 */
export function trueGradients(
  network: Network,
  feed: Feed,
  seed: number,
  states?: ReadonlyMap<EdgeId, Tensor>,
): Map<EdgeId, { sent: readonly number[]; gradient: Tensor }[]> {
  const seeds = tf.tensor1d([seed | 0, 0], 'int32');
  const before = states ?? initialStates(network, feed.rows);
  const result = probePass(network, {
    feed,
    states: before,
    seed: seeds,
    recordsTrueGradients: true,
  });
  const gradients = new Map(
    [...result.traces].map(([edge, traces]) => [
      edge,
      traces.flatMap(({ sentAt, arriving }) =>
        arriving ? [{ sent: sentAt, gradient: arriving.clone() }] : [],
      ),
    ]),
  );
  result.dispose();
  seeds.dispose();
  if (!states) tf.dispose([...before.values()]);
  return gradients;
}

/**
 * `numbers`: for each interface ⟨s, t⟩, ‖s‖², ‖t‖² and ‖s − t‖² of its synthetic and true gradients, their number, its
 * synthesizer loss, and the gradient norm at each distance; then the gradient of each plain edge, and the numbers of
 * each layer.
 */
function computeNumbers(
  network: Network,
  probe: Probe,
  comparesSynthesizers: boolean,
  tensors: Tensors,
): Tensors {
  const feed = unpackFeed('now', tensors, probe.feed);
  const states = unpackMap<EdgeId>('state', tensors);
  const seed = tensors['seed'] as Tensor;
  const observed = examinedEdges(network);
  const truth = probePass(network, { feed, states, seed, recordsTrueGradients: true, observed });
  const numbers = [
    ...(comparesSynthesizers
      ? interfaceNumbers(network, probe, { feed, states, seed, truth })
      : []),
    ...plainEdges(network, comparesSynthesizers).map((edge) =>
      rootMeanSquareGradient(truth.traces.get(edge) ?? []),
    ),
    ...layerNumbers(network, truth.traces, unpackMap('before', tensors)),
  ];
  const joined = tf.stack(numbers.length > 0 ? numbers : [tf.scalar(0)]);
  truth.dispose();
  return { numbers: joined };
}

function interfaceNumbers(
  network: Network,
  probe: Probe,
  {
    truth,
    ...request
  }: Pick<WindowPassRequest, 'feed' | 'states'> & {
    seed: Tensor;
    truth: WindowPassResult;
  },
): Tensor[] {
  const { feed } = request;
  const isStream = feed.clock.ticks > 1;
  const decoupled = isStream
    ? null
    : probePass(network, { ...request, recordsTrueGradients: false });
  const lastTick = isStream
    ? probePass(network, {
        ...request,
        recordsTrueGradients: true,
        lossTicks: new Set([feed.clock.ticks]),
      })
    : null;
  const reader = new FeedReader(network, feed);
  const numbers = [...network.interfaces.values()].flatMap((on) => [
    ...agreement(on, reader, comparedTraces(on, probe, truth.traces.get(on.edge) ?? [])),
    synthesizerLossOf(decoupled?.traces.get(on.edge) ?? []),
    ...distancesWithin(feed).map((ticks) =>
      gradientNormAt(lastTick?.traces.get(on.edge) ?? [], feed.clock.ticks - ticks),
    ),
  ]);
  for (const result of [decoupled, lastTick]) result?.dispose();
  return numbers;
}

function probePass(
  network: Network,
  request: Pick<WindowPassRequest, 'feed' | 'states' | 'lossTicks' | 'observed'> & {
    seed: Tensor;
    recordsTrueGradients: boolean;
  },
): WindowPassResult {
  return runWindow(network, {
    ...request,
    modeOf: () => ({ training: true, updateStatistics: false, seed: request.seed }),
    method: request.recordsTrueGradients ? 'backprop' : 'dni',
    nodes: computedNodes(network),
    learningModules: new Set(network.modules.map(({ id }) => id)),
    received: new Map(),
    scaleOf: ({ scale }) => tf.scalar(scale),
    variables: [],
  });
}

function distancesWithin({ clock }: Feed): number[] {
  return gradientDistances.filter((ticks) => ticks < clock.ticks);
}

/** The traces whose gradients are compared: on a recurrent edge that of one state, else those of all messages. */
function comparedTraces(
  on: Interface,
  probe: Probe,
  traces: readonly InterfaceTrace[],
): InterfaceTrace[] {
  const at = probe.comparedAt.get(on.edge);
  return traces.filter(
    ({ sentAt, arriving }) =>
      arriving && (at === undefined ? !sentAt.includes(0) : sentAt.includes(at)),
  );
}

/** ⟨s, t⟩, ‖s‖², ‖t‖² and ‖s − t‖² of synthetic gradients s and true gradients t, and their number: scalars. */
function agreement(on: Interface, reader: FeedReader, traces: readonly InterfaceTrace[]): Tensor[] {
  const pairs = traces.flatMap(({ message, sentAt, arriving }) =>
    arriving
      ? [{ synthetic: on.synthesizer.predict(message, contextOf(on, reader, sentAt)), arriving }]
      : [],
  );
  const sum = (of: (pair: { synthetic: Tensor; arriving: Tensor }) => Tensor): Tensor =>
    pairs.map(of).reduce((total, term) => tf.add(total, term), tf.scalar(0) as Tensor);
  return [
    sum(({ synthetic, arriving }) => tf.sum(tf.mul(synthetic, arriving))),
    sum(({ synthetic }) => tf.sum(tf.square(synthetic))),
    sum(({ arriving }) => tf.sum(tf.square(arriving))),
    sum(({ synthetic, arriving }) => tf.sum(tf.square(tf.sub(synthetic, arriving)))),
    tf.scalar(pairs.reduce((rows, { arriving }) => rows + (arriving.shape[0] ?? 0), 0)),
  ];
}

function synthesizerLossOf(traces: readonly InterfaceTrace[]): Tensor {
  const [trace] = traces;
  return trace?.synthetic && trace.arriving
    ? meanSquaredError(trace.synthetic, trace.arriving)
    : tf.scalar(Number.NaN);
}

/** Mean over the rows of the norm of the gradient that arrives at the state sent at a tick: a scalar. */
function gradientNormAt(traces: readonly InterfaceTrace[], tick: number): Tensor {
  const arriving = traces.find(({ sentAt }) => sentAt.length === 1 && sentAt[0] === tick)?.arriving;
  if (!arriving) return tf.scalar(0);
  const rows = tf.reshape(arriving, [arriving.shape[0] ?? 0, -1]);
  return tf.mean(tf.sqrt(tf.sum(tf.square(rows), 1)));
}
