import type { Model } from '#spec/model';
import { isCore } from '#spec/nodes';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import type { Network } from '../model/network';
import { TensorScope } from '../ops/tensor-scope';
import type { InterfaceTrace } from './edge-method';
import type { LossSums } from './losses';
import { runWindow, type WindowPassRequest, type WindowPassResult } from './window-pass';

/** What a shard needs of a window: its own rows of the feed and of the states before it. */
export type ShardInput = Pick<WindowPassRequest, 'feed' | 'states'>;

/** The fewest rows that a shard pays for: with fewer, reading the weights is what takes the time. */
const fewestRows = 16;

/**
 * How many shards of a batch are computed side by side, at most `most`. A recurrent core is one long chain, tick
 * by tick, which keeps one processor core busy; its rows are independent until their gradients are added up.
 * Batch normalisation makes rows depend on each other, and random numbers are drawn for the batch as a whole:
 * with those there is one shard.
 */
export function shardCount(model: Model, rows: number, most: number): number {
  const nodes = Object.values(model.nodes);
  const hasDependentRows = nodes.some(
    (node) =>
      node.kind === 'batchNorm' ||
      node.kind === 'dropout' ||
      ('batchNorm' in node && node.batchNorm),
  );
  const haveSynthesizersDependentRows = model.edges.some(
    ({ decoupled }) => decoupled?.synthesizer.batchNorm || decoupled?.syntheticInput?.batchNorm,
  );
  if (hasDependentRows || haveSynthesizersDependentRows || !nodes.some(isCore)) return 1;
  return evenShards(rows, most);
}

/** The largest number of shards up to `most` that have the same number of rows, and enough of them. */
export function evenShards(rows: number, most: number): number {
  let shards = Math.max(1, most);
  while (shards > 1 && (rows % shards !== 0 || rows / shards < fewestRows)) shards -= 1;
  return shards;
}

/**
 * `runWindow` with the rows of the batch in shards, which TensorFlow's executor computes side by side. The same
 * result up to the rounding of sums, but for `sent`, which is left empty.
 */
export function runSharded(
  network: Network,
  request: WindowPassRequest,
  shards: number,
): WindowPassResult {
  if (shards === 1) return runWindow(network, request);
  const scope = new TensorScope();
  const results = shardInputs(request, shards).map((shard) =>
    runWindow(network, { ...request, ...shard, weight: 1 / shards }),
  );
  const [first] = results;
  if (!first) throw new Error('a batch without a shard');
  const merged = {
    gradients: first.gradients.map((_, index) => {
      const parts = results.flatMap(({ gradients }) => gradients[index] ?? []);
      return parts.length === 0 ? null : scope.keep(tf.addN(parts));
    }),
    losses: new Map(
      [...first.losses.keys()].map((id) => [
        id,
        sumLosses(
          results.flatMap(({ losses }) => losses.get(id) ?? []),
          scope,
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
        const parts = results.flatMap(({ states }) => states.get(edge) ?? []);
        return [edge, scope.keep(tf.concat(parts, 0))] as const;
      }),
    ),
    sent: new Map(),
  };
  return {
    ...merged,
    dispose: () => {
      scope.dispose();
      for (const result of results) result.dispose();
    },
  };
}

/** The rows of each shard, in the caller's tidy. */
export function shardInputs({ feed, states }: ShardInput, shards: number): ShardInput[] {
  if (shards === 1) return [{ feed, states }];
  const rows = feed.rows / shards;
  return Array.from({ length: shards }, (_, shard) => ({
    feed: shardOfFeed(feed, shard, rows),
    states: new Map(
      [...states].map(([edge, state]) => [edge, sliceRows(state, shard * rows, rows)]),
    ),
  }));
}

function sumLosses(parts: readonly LossSums[], scope: TensorScope): LossSums {
  const sum = (tensors: readonly Tensor[]): Scalar => scope.keep(tf.addN([...tensors])) as Scalar;
  const incorrect = parts.flatMap((part) => part.incorrect ?? []);
  return {
    sum: sum(parts.map((part) => part.sum)),
    valid: sum(parts.map(({ valid }) => valid)),
    incorrect: incorrect.length > 0 ? sum(incorrect) : null,
  };
}

/** Fields are time-major: all rows of a tick, then those of the next. */
function shardOfFeed(feed: Feed, shard: number, rows: number): Feed {
  const fields = Object.entries(feed.fields).map(([name, whole]) => {
    const [count = 0, ...shape] = whole.shape;
    const byTick = tf.reshape(whole, [count / feed.rows, feed.rows, ...shape]);
    const part = tf.slice(
      byTick,
      [0, shard * rows, ...shape.map(() => 0)],
      [count / feed.rows, rows, ...shape],
    );
    return [name, tf.reshape(part, [(count / feed.rows) * rows, ...shape])] as const;
  });
  const resetMask = feed.resetMask && tf.slice(feed.resetMask, [0, shard * rows], [-1, rows]);
  return { ...feed, rows, fields: Object.fromEntries(fields), resetMask };
}

function sliceRows(state: Tensor, from: number, rows: number): Tensor {
  const rest = state.shape.slice(1);
  return tf.slice(state, [from, ...rest.map(() => 0)], [rows, ...rest]);
}
