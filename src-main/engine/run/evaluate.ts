import type { Split } from '#data/dataset';
import { createGenerator } from '#data/random';
import { sliceBatch } from '#data/streams/batches';
import type { TickDataset } from '#data/streams/tick-dataset';
import { createTickStream } from '#data/streams/tick-stream';
import type { EdgeId } from '#spec/model';
import type { SplitName } from '#spec/task';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Tensors } from '#tensorflow/graph/compiled-program';
import { exampleWindow } from '../feed/example-window';
import { disposeFeed, uploadFeed, type FeedShape, type WindowData } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { packFeed, packMap, unpackFeed, unpackMap } from '../feed/pack';
import { streamWindow } from '../feed/source';
import type { Network } from '../model/network';
import { evaluateLosses } from '../pass/losses';
import { evenShards, shardInputs, type ShardInput } from '../pass/shards';
import { packLosses, unpackLosses, type LossReport } from '../step/report';
import type { StepRunner } from '../step/runner';
import { initialStates } from '../unroll/initial-states';
import { runInference } from './inference';

/**
 * Shards that a pass is divided into, whatever the cores of the machine: sums in another order would give other last digits
 * where a run goes on with more cores or fewer. An unrolled pass has fewer, since each is compiled with all its ticks: four
 * take 3 % more processor time on two cores (an LSTM of 256 units, 500,000 characters) and 0.3 s more to compile, and
 * recurrent models seldom have more than two threads (`chooseThreads`).
 */
const [shardsOfPass, shardsOfUnroll] = [4, 2];

/** Examples a pass: large enough to be fast, small enough for the memory of feature maps. */
const examplesPerPass = 500;
/** Rows of a stream, and ticks of a pass. */
export const streamRows = 64;
const streamTicks = 32;

/** By loss node, over a whole split. */
export type Evaluation = ReadonlyMap<string, LossReport>;

/** How far an evaluation is: in examples, or in ticks of all rows of a stream. */
export interface EvaluationProgress {
  done: number;
  total: number;
}

/**
 * An evaluation that runs pass by pass: each `next()` runs one, and the last gives the losses; null where the split
 * is empty or has no end. `return()` ends it early. Every tensor it makes is freed by either.
 */
export type EvaluationPasses = Generator<EvaluationProgress, Evaluation | null, void>;

/**
 * Evaluates the model as it would be used: no dropout, running statistics, true messages on every edge. Goes
 * over the split in file order, to its end or to `most` examples.
 */
export function* evaluate(
  network: Network,
  split: Split,
  runner: StepRunner,
  most = Infinity,
): EvaluationPasses {
  const count = Math.min(split.count, most);
  if (count === 0) return null;
  const windows = function* (): Generator<WindowData> {
    for (let from = 0; from < count; from += examplesPerPass)
      yield exampleWindow(sliceBatch(split, from, Math.min(count, from + examplesPerPass)));
  };
  return yield* evaluateWindows(network, windows(), count, runner);
}

/**
 * The same for a split of streams, whose states go on from pass to pass. `most`: ticks of all rows, rounded up to whole
 * cycles of all periods; with it, a stream without end can be evaluated too.
 */
export function* evaluateStream(
  network: Network,
  data: TickDataset,
  split: SplitName,
  seed: number,
  runner: StepRunner,
  most = Infinity,
): EvaluationPasses {
  // Whole cycles of all periods.
  const cycle = Math.max(1, ...Object.values(network.periods));
  const stream = createTickStream(data, split, {
    rows: streamRows,
    aligned: false,
    generator: createGenerator(seed, split),
    retainedTicks: streamTicks,
    mostTicks: Math.ceil(most / streamRows / cycle) * cycle,
  });
  const total = stream?.ticks ?? 0;
  if (!stream || total === 0) return null;
  const passes = Math.ceil(total / (Math.max(1, Math.floor(streamTicks / cycle)) * cycle));
  // Each pass is the same graph. The last one can go on past the end of the stream, where nothing is asked.
  const ticks = Math.ceil(total / passes / cycle) * cycle;
  const windows = function* (): Generator<WindowData> {
    for (let pass = 0; pass < passes; pass++) {
      stream.advance(ticks);
      const window = streamWindow(stream, streamRows, ticks, 0, 0);
      yield { ...window, clock: { offset: 0, ticks } };
    }
  };
  return yield* evaluateWindows(network, windows(), total * streamRows, runner);
}

/**
 * Evaluates windows that follow each other: states go on from each to the next. `total`: examples of a set, or ticks
 * of all rows, in all windows.
 */
export function* evaluateWindows(
  network: Network,
  windows: Iterable<WindowData>,
  total: number,
  runner: StepRunner,
): Generator<EvaluationProgress, Evaluation, void> {
  const totals = new Map<string, LossReport>();
  let states = new Map<EdgeId, Tensor>();
  let done = 0;
  try {
    for (const data of windows) {
      if (done === 0) states = initialStates(network, data.rows);
      const { report, statesAfter } = runPass(network, data, states, runner);
      tf.dispose([...states.values()]);
      states = statesAfter;
      for (const [id, loss] of report) addLoss(totals, id, loss);
      done = Math.min(total, done + data.rows * data.clock.ticks);
      yield { done, total };
    }
  } finally {
    tf.dispose([...states.values()]);
  }
  return totals;
}

/** Evaluates one window from the states before it, which stay the caller's. */
function runPass(
  network: Network,
  data: WindowData,
  states: ReadonlyMap<EdgeId, Tensor>,
  runner: StepRunner,
): { report: Map<string, LossReport>; statesAfter: Map<EdgeId, Tensor> } {
  const feed = uploadFeed(network, data);
  const { rows, clock, history } = data;
  const packed = [...feed.packed].join();
  const key = `judge ${rows} × ${clock.offset}+${clock.ticks}, ${history}; ${packed}`;
  const shards = runner.compiles
    ? evenShards(rows, clock.ticks === 1 ? shardsOfPass : shardsOfUnroll)
    : 1;
  const outputs = runner.run(
    key,
    (inputs) => evaluateWindow(network, feed, inputs, shards),
    { ...packFeed('now', feed), ...packMap('state', states) },
    { parallelParts: shards },
  );
  disposeFeed(feed);
  const { report } = outputs;
  if (!report) throw new Error('nothing was evaluated');
  const losses = unpackLosses(network, report.dataSync());
  report.dispose();
  return { report: losses, statesAfter: unpackMap<EdgeId>('state', outputs) };
}

/** `report`: the packed losses; `state|EDGE`: the states after the window. */
function evaluateWindow(
  network: Network,
  shape: FeedShape,
  inputs: Tensors,
  shards: number,
): Tensors {
  const feed = unpackFeed('now', inputs, shape);
  const before = unpackMap<EdgeId>('state', inputs);
  const results = shardInputs({ feed, states: before }, shards).map((shard) =>
    evaluateShard(network, shard),
  );
  const outputs: Record<string, Tensor> = { report: tf.addN(results.map(({ report }) => report)) };
  for (const [edge, state] of before) {
    const parts = results.flatMap(({ states }) => states.get(edge) ?? []);
    outputs[`state|${edge}`] = parts.length > 0 ? tf.concat(parts, 0) : tf.clone(state);
  }
  return outputs;
}

function evaluateShard(
  network: Network,
  { feed, states }: ShardInput,
): { report: Tensor; states: ReadonlyMap<EdgeId, Tensor> } {
  const reader = new FeedReader(network, feed);
  const result = runInference(network, feed, reader, states);
  return {
    report: packLosses(network, evaluateLosses(network, reader, result)),
    states: result.states,
  };
}

function addLoss(totals: Map<string, LossReport>, id: string, loss: LossReport): void {
  const total = totals.get(id);
  const counts = [total?.incorrect, loss.incorrect].filter((count) => typeof count === 'number');
  totals.set(id, {
    sum: (total?.sum ?? 0) + loss.sum,
    valid: (total?.valid ?? 0) + loss.valid,
    incorrect: counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : null,
  });
}
