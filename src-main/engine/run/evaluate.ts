import { gatherBatch } from '#data/streams/batches';
import type { Split } from '#data/dataset';
import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Tensors } from '#tensorflow/graph/compiled-program';
import { lanesOfOps } from '#tensorflow/backend/threads';
import { packFeed, packMap, unpackFeed, unpackMap } from '../feed/pack';
import { disposeFeed, FeedReader, uploadFeed, type FeedShape, type WindowData } from '../feed/feed';
import { judge } from '../pass/losses';
import { Keeper } from '../unroll/reset-mask';
import { inLanes, lanesFor, type LaneInput } from '../pass/shards';
import type { EdgePolicy } from '../unroll/edge-window';
import type { Network } from '../model/network';
import { readLosses, writeLosses, type LossReport } from '../step/report';
import { setWindow } from '../feed/example-window';
import { initialStates } from '../unroll/initial-states';
import type { StepRunner } from '../step/runner';
import { unroll } from '../unroll/unroll';

/** Examples a pass: large enough to be fast, small enough for the memory of feature maps. */
const chunk = 500;

/** By loss node, over a whole part. */
export type Evaluation = ReadonlyMap<string, LossReport>;

/** Every message goes on as it is. */
const plain: EdgePolicy = {
  seesStates: false,
  carried: ({ messages }) => messages,
  within: ({ messages }) => messages,
  left: () => undefined,
};

/**
 * The model as it would be used: no dropout, running statistics, true messages on every edge. Goes
 * over the whole split in file order; every tensor it makes is freed. Null for an empty split.
 */
export function evaluate(network: Network, split: Split, runner: StepRunner): Evaluation | null {
  if (split.count === 0) return null;
  const windows = function* (): Generator<WindowData> {
    for (let from = 0; from < split.count; from += chunk)
      yield setWindow(gatherBatch(split, from, Math.min(split.count, from + chunk)));
  };
  return judgeWindows(network, windows(), runner);
}

/** The same over windows that follow each other in streams: states go on from each to the next. */
export function judgeWindows(
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
    const lanes = runner.compiles ? lanesFor(network.model, data.rows, lanesOfOps()) : 1;
    const outputs = runner.run(key, (given) => forward(network, feed, given, lanes), {
      ...packFeed('now', feed),
      ...packMap('state', states),
    });
    disposeFeed(feed);
    tf.dispose([...states.values()]);
    states = unpackMap<EdgeId>('state', outputs);
    const { report } = outputs;
    if (!report) throw new Error('nothing was judged');
    for (const [id, found] of readLosses(network, report.dataSync())) add(totals, id, found);
    report.dispose();
  }
  if (states) tf.dispose([...states.values()]);
  return totals;
}

function forward(network: Network, shape: FeedShape, given: Tensors, lanes: number): Tensors {
  const feed = unpackFeed('now', given, shape);
  const before = unpackMap<EdgeId>('state', given);
  const found = inLanes({ feed, states: before }, lanes).map((lane) => forwardLane(network, lane));
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
  { feed, states }: LaneInput,
): { report: Tensor; states: ReadonlyMap<EdgeId, Tensor> } {
  const reader = new FeedReader(network, feed);
  const pass = { training: false, updateStatistics: false, seed: tf.zeros([2], 'int32') };
  const unrolled = unroll(network, {
    clock: feed.clock,
    rows: feed.rows,
    keeper: new Keeper(feed.keep, feed.rows),
    passOf: () => pass,
    nodes: new Set(network.modules.flatMap(({ nodes }) => nodes)),
    inputs: reader.inputs(),
    states,
    given: new Map(),
    policy: plain,
  });
  return {
    report: writeLosses(network, judge(network, reader, unrolled)),
    states: unrolled.states,
  };
}

function add(totals: Map<string, LossReport>, id: string, found: LossReport): void {
  const before = totals.get(id);
  const mistakes = [before?.mistakes, found.mistakes].filter((one) => typeof one === 'number');
  totals.set(id, {
    sum: (before?.sum ?? 0) + found.sum,
    asked: (before?.asked ?? 0) + found.asked,
    mistakes: mistakes.length > 0 ? mistakes.reduce((sum, one) => sum + one, 0) : null,
  });
}
