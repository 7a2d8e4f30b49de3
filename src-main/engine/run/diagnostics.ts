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
import type { Probe } from './probe';

/** How good the synthetic gradient of one edge is on the probe. */
export interface InterfaceQuality {
  /** Cosine between all synthetic and all true gradients of the probe; 0 where one of them is zero. */
  cosine: number;
  /** ‖synthetic − true‖ / ‖true‖ over the probe: 1 is as good as predicting zero. */
  relativeError: number;
  /** Sets of examples: the synthesizer's own loss, mean over the batch of ‖M(h, c) − arriving gradient‖². */
  synthesizerLoss: number | null;
  /** Recurrent edges: by N, the mean norm of the gradient of the last tick's loss in the state N ticks before it. */
  gradientAt: ReadonlyMap<number, number>;
}

/** Distances back in time, in ticks, at which gradient norms are measured. */
const distances = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];
/** Numbers of each interface before those of the distances: see `examine`. */
const fixedNumbers = 5;

/**
 * Compares every synthesizer with the true gradient of the losses on the probe, on the scale of a single
 * example's loss: at edges between modules that of every message, at recurrent edges that of all losses after
 * the end of the first window in the state there. Modules compute as in training (statistics of the probe), but
 * nothing is updated and no running statistic moves. `seed`: of dropout. Every tensor it makes is freed.
 */
export function examineInterfaces(
  network: Network,
  probe: Probe,
  seed: number,
  runner: StepRunner,
): Map<EdgeId, InterfaceQuality> {
  const { feed } = probe;
  const inputs = {
    seed: tf.tensor1d([seed | 0, 0], 'int32'),
    ...packMap('state', initialStates(network, feed.rows)),
  };
  const outputs = runner.run('examine', (tensors) => examine(network, probe, tensors), {
    ...inputs,
    ...packFeed('now', feed),
  });
  const numbers = (outputs['numbers'] as Tensor).dataSync();
  tf.dispose([...Object.values(outputs), ...Object.values(inputs)]);
  const measured = distancesWithin(feed);
  const width = fixedNumbers + measured.length;
  return new Map(
    [...network.interfaces.values()].map((on, index) => [
      on.edge,
      qualityOf(on, numbers.slice(index * width, (index + 1) * width), measured),
    ]),
  );
}

/** What `examine` computed for one interface, as its quality. */
function qualityOf(
  { isRecurrent }: Interface,
  numbers: ArrayLike<number>,
  measured: readonly number[],
): InterfaceQuality {
  const [product = 0, synthetic = 0, truth = 0, difference = 0, loss = Number.NaN] =
    Array.from(numbers);
  return {
    cosine: synthetic === 0 || truth === 0 ? 0 : product / Math.sqrt(synthetic * truth),
    relativeError: truth === 0 ? 0 : Math.sqrt(difference / truth),
    synthesizerLoss: Number.isNaN(loss) ? null : loss,
    gradientAt: new Map(
      isRecurrent
        ? measured.map((ticks, at) => [ticks, numbers[fixedNumbers + at] ?? 0] as const)
        : [],
    ),
  };
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
 * `numbers`: for each interface ⟨s, t⟩, ‖s‖², ‖t‖² and ‖s − t‖² of its synthetic and true gradients, its
 * synthesizer loss, and the gradient norm at each distance.
 */
function examine(network: Network, probe: Probe, tensors: Tensors): Tensors {
  const feed = unpackFeed('now', tensors, probe.feed);
  const states = unpackMap<EdgeId>('state', tensors);
  const seed = tensors['seed'] as Tensor;
  const isStream = feed.clock.ticks > 1;
  const truth = probePass(network, { feed, states, seed, recordsTrueGradients: true });
  const decoupled = isStream
    ? null
    : probePass(network, { feed, states, seed, recordsTrueGradients: false });
  const lastTick = isStream
    ? probePass(network, {
        feed,
        states,
        seed,
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
  const joined = tf.stack(numbers.length > 0 ? numbers : [tf.scalar(0)]);
  for (const result of [truth, decoupled, lastTick]) result?.dispose();
  return { numbers: joined };
}

function probePass(
  network: Network,
  request: Pick<WindowPassRequest, 'feed' | 'states' | 'lossTicks'> & {
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
  return distances.filter((ticks) => ticks < clock.ticks);
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

/** ⟨s, t⟩, ‖s‖², ‖t‖² and ‖s − t‖² of synthetic gradients s and true gradients t: scalars. */
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
