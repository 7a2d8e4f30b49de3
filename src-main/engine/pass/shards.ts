import type { Model } from '#spec/model';
import { isCore } from '#spec/nodes';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import { TensorScope } from '../ops/tensor-scope';
import type { LossSums } from './losses';
import type { Network } from '../model/network';
import type { InterfaceTrace } from './edge-method';
import { runWindow, type WindowPassRequest, type WindowPassResult } from './window-pass';

export type ShardInput = Pick<WindowPassRequest, 'feed' | 'states'>;

/** Rows of a batch that are worth a lane of their own: with fewer, reading the weights is what takes time. */
const fewestRows = 16;

/**
 * In how many lanes the rows of a batch can be gone through side by side, up to `most`. A recurrent core is one
 * long chain, tick by tick, which leaves all cores but one idle; its rows have nothing to do with each other
 * until their gradients are added up. Batch normalisation ties them together, and random numbers are drawn for
 * the batch as a whole: with those there is one lane.
 */
export function shardCount(model: Model, rows: number, most: number): number {
  const nodes = Object.values(model.nodes);
  const isTied = nodes.some(
    (node) =>
      node.kind === 'batchNorm' ||
      node.kind === 'dropout' ||
      ('batchNorm' in node && node.batchNorm),
  );
  const tiesSynthesizers = model.edges.some(
    ({ decoupled }) => decoupled?.synthesizer.batchNorm || decoupled?.syntheticInput?.batchNorm,
  );
  if (isTied || tiesSynthesizers || !nodes.some(isCore)) return 1;
  let lanes = Math.max(1, most);
  while (lanes > 1 && (rows % lanes !== 0 || rows / lanes < fewestRows)) lanes -= 1;
  return lanes;
}

/**
 * `runWindow` with the rows of the batch in so many lanes, which TensorFlow's executor runs side by side. The
 * same up to the rounding of sums; what was sent within the window is not told.
 */
export function runSharded(
  network: Network,
  request: WindowPassRequest,
  lanes: number,
): WindowPassResult {
  if (lanes === 1) return runWindow(network, request);
  const held = new TensorScope();
  const results = shardInputs(request, lanes).map((lane) =>
    runWindow(network, { ...request, ...lane, weight: 1 / lanes }),
  );
  const [first] = results;
  if (!first) throw new Error('a batch without a lane');
  const joined = {
    gradients: first.gradients.map((_, index) => {
      const parts = results.flatMap(({ gradients }) => gradients[index] ?? []);
      return parts.length === 0 ? null : held.keep(tf.addN(parts));
    }),
    losses: new Map(
      [...first.losses.keys()].map((id) => [
        id,
        summed(
          results.flatMap(({ losses }) => losses.get(id) ?? []),
          held,
        ),
      ]),
    ),
    traces: new Map(
      [...first.traces.keys()].map((edge): [typeof edge, InterfaceTrace[]] => [
        edge,
        results.flatMap(({ traces }) => traces.get(edge) ?? []),
      ]),
    ),
    states: new Map(
      [...first.states.keys()].map((edge) => {
        const parts = results.flatMap((result) => result.states.get(edge) ?? []);
        return [edge, held.keep(tf.concat(parts, 0))] as const;
      }),
    ),
    sent: new Map(),
  };
  return {
    ...joined,
    dispose: () => {
      held.dispose();
      for (const result of results) result.dispose();
    },
  };
}

/** What each lane is given of a window and of the states before it. */
export function shardInputs({ feed, states }: ShardInput, lanes: number): ShardInput[] {
  if (lanes === 1) return [{ feed, states }];
  const rows = feed.rows / lanes;
  return Array.from({ length: lanes }, (_, lane) => ({
    feed: feedOf(feed, lane, rows),
    states: new Map([...states].map(([edge, state]) => [edge, rowsOf(state, lane * rows, rows)])),
  }));
}

function summed(parts: readonly LossSums[], held: TensorScope): LossSums {
  const sum = (tensors: readonly Tensor[]): Scalar => held.keep(tf.addN([...tensors])) as Scalar;
  const mistakes = parts.flatMap((part) => part.incorrect ?? []);
  return {
    sum: sum(parts.map((part) => part.sum)),
    valid: sum(parts.map(({ valid }) => valid)),
    incorrect: mistakes.length > 0 ? sum(mistakes) : null,
  };
}

/** Fields stand tick by tick, all rows of each. */
function feedOf(feed: Feed, lane: number, rows: number): Feed {
  const fields = Object.entries(feed.fields).map(([name, whole]) => {
    const [count = 0, ...shape] = whole.shape;
    const ticks = tf.reshape(whole, [count / feed.rows, feed.rows, ...shape]);
    const own = tf.slice(
      ticks,
      [0, lane * rows, ...shape.map(() => 0)],
      [count / feed.rows, rows, ...shape],
    );
    return [name, tf.reshape(own, [(count / feed.rows) * rows, ...shape])] as const;
  });
  const resetMask = feed.resetMask && tf.slice(feed.resetMask, [0, lane * rows], [-1, rows]);
  return { ...feed, rows, fields: Object.fromEntries(fields), resetMask };
}

function rowsOf(state: Tensor, from: number, rows: number): Tensor {
  const rest = state.shape.slice(1);
  return tf.slice(state, [from, ...rest.map(() => 0)], [rows, ...rest]);
}
