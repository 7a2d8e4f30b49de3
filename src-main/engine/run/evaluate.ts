import { gatherBatch } from '#data/streams/batches';
import type { Split } from '#data/dataset';
import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Tensors } from '#tensorflow/graph/compiled-program';
import { interOpThreads } from '#tensorflow/backend/threads';
import { packFeed, packMap, unpackFeed, unpackMap } from '../feed/pack';
import { disposeFeed, uploadFeed, type FeedShape, type WindowData } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { evaluateLosses } from '../pass/losses';
import { ResetMask } from '../unroll/reset-mask';
import { shardInputs, shardCount, type ShardInput } from '../pass/shards';
import type { Network } from '../model/network';
import { unpackLosses, packLosses, type LossReport } from '../step/report';
import { exampleWindow } from '../feed/example-window';
import { initialStates } from '../unroll/initial-states';
import type { StepRunner } from '../step/runner';
import { unroll } from '../unroll/unroll';

/** Examples a pass: large enough to be fast, small enough for the memory of feature maps. */
const chunk = 500;

/** By loss node, over a whole part. */
export type Evaluation = ReadonlyMap<string, LossReport>;

/**
 * The model as it would be used: no dropout, running statistics, true messages on every edge. Goes
 * over the whole split in file order; every tensor it makes is freed. Null for an empty split.
 */
export function evaluate(network: Network, split: Split, runner: StepRunner): Evaluation | null {
  if (split.count === 0) return null;
  const windows = function* (): Generator<WindowData> {
    for (let from = 0; from < split.count; from += chunk)
      yield exampleWindow(gatherBatch(split, from, Math.min(split.count, from + chunk)));
  };
  return evaluateWindows(network, windows(), runner);
}

/** The same over windows that follow each other in streams: states go on from each to the next. */
export function evaluateWindows(
  network: Network,
  windows: Iterable<WindowData>,
  runner: StepRunner,
): Evaluation {
  const totals = new Map<string, LossReport>();
  let states: Map<EdgeId, Tensor> | null = null;
  for (const data of windows) {
    states ??= initialStates(network, data.rows);
    const feed = uploadFeed(network, data);
    const key = `judge ${data.rows} × ${data.clock.offset}+${data.clock.ticks}, ${data.history}`;
    const lanes = runner.compiles ? shardCount(network.model, data.rows, interOpThreads()) : 1;
    const outputs = runner.run(key, (given) => forward(network, feed, given, lanes), {
      ...packFeed('now', feed),
      ...packMap('state', states),
    });
    disposeFeed(feed);
    tf.dispose([...states.values()]);
    states = unpackMap<EdgeId>('state', outputs);
    const { report } = outputs;
    if (!report) throw new Error('nothing was judged');
    for (const [id, found] of unpackLosses(network, report.dataSync())) add(totals, id, found);
    report.dispose();
  }
  if (states) tf.dispose([...states.values()]);
  return totals;
}

function forward(network: Network, shape: FeedShape, given: Tensors, lanes: number): Tensors {
  const feed = unpackFeed('now', given, shape);
  const before = unpackMap<EdgeId>('state', given);
  const found = shardInputs({ feed, states: before }, lanes).map((lane) =>
    forwardLane(network, lane),
  );
  const outputs: Record<string, Tensor> = { report: tf.addN(found.map(({ report }) => report)) };
  for (const [edge, state] of before) {
    const parts = found.flatMap(({ states }) => states.get(edge) ?? []);
    outputs[`state|${edge}`] = parts.length > 0 ? tf.concat(parts, 0) : tf.clone(state);
  }
  return outputs;
}

/** Some rows of a window: their losses, and the states after it. */
function forwardLane(
  network: Network,
  { feed, states }: ShardInput,
): { report: Tensor; states: ReadonlyMap<EdgeId, Tensor> } {
  const reader = new FeedReader(network, feed);
  const pass = { training: false, updateStatistics: false, seed: tf.zeros([2], 'int32') };
  const unrolled = unroll(network, {
    clock: feed.clock,
    rows: feed.rows,
    resetMask: new ResetMask(feed.resetMask, feed.rows),
    modeOf: () => pass,
    nodes: new Set(network.modules.flatMap(({ nodes }) => nodes)),
    inputs: reader.inputs(),
    states,
  });
  return {
    report: packLosses(network, evaluateLosses(network, reader, unrolled)),
    states: unrolled.states,
  };
}

function add(totals: Map<string, LossReport>, id: string, found: LossReport): void {
  const before = totals.get(id);
  const mistakes = [before?.incorrect, found.incorrect].filter((one) => typeof one === 'number');
  totals.set(id, {
    sum: (before?.sum ?? 0) + found.sum,
    valid: (before?.valid ?? 0) + found.valid,
    incorrect: mistakes.length > 0 ? mistakes.reduce((sum, one) => sum + one, 0) : null,
  });
}
