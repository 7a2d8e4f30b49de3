import type { EdgeId } from '#spec/model';
import type { Tensors } from '#tensorflow/graph/compiled-program';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { packFeed, packMap, unpackFeed, unpackMap } from '../feed/pack';
import { contextOf } from '../pass/context';
import { meanSquaredError } from '../ops/squared-error';
import type { Feed } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import type { Interface, Network } from '../model/network';
import { initialStates } from '../unroll/initial-states';
import type { StepRunner } from '../step/runner';
import type { InterfaceTrace } from '../pass/edge-method';
import { runWindow, type WindowPassRequest, type WindowPassResult } from '../pass/window-pass';

/** How good the synthetic gradient of one edge is on the probe. */
export interface InterfaceQuality {
  /** Cosine between all synthetic and all true gradients of the probe; 0 where one of them is zero. */
  cosine: number;
  /** ‖synthetic − true‖ / ‖true‖ over the probe: 1 is as good as predicting zero. */
  relativeError: number;
  /** Sets of examples: the synthesizer's own loss, mean over the batch of ‖M(h, c) − arriving gradient‖². */
  synthesizerLoss: number | null;
  /** Recurrent edges: mean norm of the gradient of the last tick's loss in the state N ticks before it, by N. */
  gradientAt: ReadonlyMap<number, number>;
}

/** Held data to look at the interfaces with. A stream's is a window much longer than training's. */
export interface Probe {
  feed: Feed;
  /** By recurrent edge: the tick at which its state is looked at, the end of a first window. */
  lookAt: ReadonlyMap<EdgeId, number>;
}

/** Distances back in time at which gradients are looked at. */
const distances = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/**
 * Compares every synthesizer with the true gradient of the losses on the probe, of each example's own loss:
 * at edges between modules that of every message, at recurrent edges that of all losses after the end of
 * the first window in the state there. Modules compute as in training (statistics of the probe), but
 * nothing is updated and no running statistic moves. `seed`: of dropout.
 */
export function examineInterfaces(
  network: Network,
  probe: Probe,
  seed: number,
  runner: StepRunner,
): Map<EdgeId, InterfaceQuality> {
  const { feed } = probe;
  const given = {
    seed: tf.tensor1d([seed | 0, 0], 'int32'),
    ...packMap('state', initialStates(network, feed.rows)),
  };
  const outputs = runner.run('examine', (all) => examine(network, probe, all), {
    ...given,
    ...packFeed('now', feed),
  });
  const numbers = (outputs['numbers'] as Tensor).dataSync();
  tf.dispose([...Object.values(outputs), ...Object.values(given)]);
  const found = new Map<EdgeId, InterfaceQuality>();
  const shown = distancesIn(feed);
  const width = 5 + shown.length;
  [...network.interfaces.values()].forEach((on, index) => {
    const own = numbers.slice(index * width, (index + 1) * width);
    const [product = 0, a = 0, b = 0, difference = 0, distance = Number.NaN] = own;
    found.set(on.edge, {
      cosine: a === 0 || b === 0 ? 0 : product / Math.sqrt(a * b),
      relativeError: b === 0 ? 0 : Math.sqrt(difference / b),
      synthesizerLoss: Number.isNaN(distance) ? null : distance,
      gradientAt: new Map(
        on.isRecurrent ? shown.map((ticks, at) => [ticks, own[5 + at] ?? 0] as const) : [],
      ),
    });
  });
  return found;
}

/**
 * The true gradients of the losses in every message that crosses a decoupled edge, of each example's own
 * loss, in the order in which they cross. The caller disposes them. `states` default to zeros.
 */
export function trueGradients(
  network: Network,
  feed: Feed,
  seed: number,
  states?: ReadonlyMap<EdgeId, Tensor>,
): Map<EdgeId, { sent: readonly number[]; gradient: Tensor }[]> {
  const seeds = tf.tensor1d([seed | 0, 0], 'int32');
  const before = states ?? initialStates(network, feed.rows);
  const result = probePass(network, { feed, states: before, seed: seeds, observes: true });
  const gradients = new Map(
    [...result.traces].map(([edge, all]) => [
      edge,
      all.flatMap(({ sentAt, arriving }) =>
        arriving ? [{ sent: sentAt, gradient: arriving.clone() }] : [],
      ),
    ]),
  );
  result.dispose();
  seeds.dispose();
  if (!states) tf.dispose([...before.values()]);
  return gradients;
}

/** Five numbers an interface, and one for each distance. */
function examine(network: Network, probe: Probe, given: Tensors): Tensors {
  const feed = unpackFeed('now', given, probe.feed);
  const states = unpackMap<EdgeId>('state', given);
  const seed = given['seed'] as Tensor;
  const isStream = feed.clock.ticks > 1;
  const truth = probePass(network, { feed, states, seed, observes: true });
  const decoupled = isStream ? null : probePass(network, { feed, states, seed, observes: false });
  const last = isStream
    ? probePass(network, {
        feed,
        states,
        seed,
        observes: true,
        lossTicks: new Set([feed.clock.ticks]),
      })
    : null;
  const reader = new FeedReader(network, feed);
  const numbers = [...network.interfaces.values()].flatMap((on) => [
    ...agreement(on, reader, looked(on, probe, truth.traces.get(on.edge) ?? [])),
    distanceOn(decoupled?.traces.get(on.edge) ?? []),
    ...distancesIn(feed).map((ticks) =>
      normAt(last?.traces.get(on.edge) ?? [], feed.clock.ticks - ticks),
    ),
  ]);
  const joined = tf.stack(numbers.length > 0 ? numbers : [tf.scalar(0)]);
  for (const result of [truth, decoupled, last]) result?.dispose();
  return { numbers: joined };
}

function probePass(
  network: Network,
  request: Pick<WindowPassRequest, 'feed' | 'states' | 'lossTicks'> & {
    seed: Tensor;
    observes: boolean;
  },
): WindowPassResult {
  return runWindow(network, {
    ...request,
    modeOf: () => ({ training: true, updateStatistics: false, seed: request.seed }),
    method: request.observes ? 'backprop' : 'dni',
    nodes: new Set(network.modules.flatMap(({ nodes }) => nodes)),
    learning: new Set(network.modules.map(({ id }) => id)),
    received: new Map(),
    scaleOf: ({ scale }) => tf.scalar(scale),
    variables: [],
  });
}

function distancesIn({ clock }: Feed): number[] {
  return distances.filter((ticks) => ticks < clock.ticks);
}

function looked(on: Interface, probe: Probe, all: readonly InterfaceTrace[]): InterfaceTrace[] {
  const at = probe.lookAt.get(on.edge);
  return all.filter(
    ({ sentAt, arriving }) =>
      arriving && (at === undefined ? !sentAt.includes(0) : sentAt.includes(at)),
  );
}

/** ⟨s, t⟩, ‖s‖², ‖t‖² and ‖s − t‖² of synthetic and true gradients. */
function agreement(on: Interface, reader: FeedReader, seen: readonly InterfaceTrace[]): Tensor[] {
  const pairs = seen.flatMap(({ message, sentAt, arriving }) =>
    arriving
      ? [{ synthetic: on.synthesizer.predict(message, contextOf(on, reader, sentAt)), arriving }]
      : [],
  );
  const sum = (of: (pair: { synthetic: Tensor; arriving: Tensor }) => Tensor): Tensor =>
    pairs.map(of).reduce((all, one) => tf.add(all, one), tf.scalar(0) as Tensor);
  return [
    sum(({ synthetic, arriving }) => tf.sum(tf.mul(synthetic, arriving))),
    sum(({ synthetic }) => tf.sum(tf.square(synthetic))),
    sum(({ arriving }) => tf.sum(tf.square(arriving))),
    sum(({ synthetic, arriving }) => tf.sum(tf.square(tf.sub(synthetic, arriving)))),
  ];
}

function distanceOn(all: readonly InterfaceTrace[]): Tensor {
  const [seen] = all;
  return seen?.synthetic && seen.arriving
    ? meanSquaredError(seen.synthetic, seen.arriving)
    : tf.scalar(Number.NaN);
}

/** Mean over the rows of the norm of what arrives at the state sent at a tick. */
function normAt(all: readonly InterfaceTrace[], tick: number): Tensor {
  const arriving = all.find(({ sentAt }) => sentAt.length === 1 && sentAt[0] === tick)?.arriving;
  if (!arriving) return tf.scalar(0);
  const rows = tf.reshape(arriving, [arriving.shape[0] ?? 0, -1]);
  return tf.mean(tf.sqrt(tf.sum(tf.square(rows), 1)));
}
