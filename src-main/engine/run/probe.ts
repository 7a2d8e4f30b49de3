import type { Dataset } from '#data/dataset';
import { createGenerator } from '#data/random';
import { sliceBatch } from '#data/streams/batches';
import type { TickDataset } from '#data/streams/tick-dataset';
import { createTickStream } from '#data/streams/tick-stream';
import { comparedWindows } from '#spec/estimate-disk';
import type { Experiment } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import type { UpdateWindows } from '#spec/update-windows';
import { exampleWindow } from '../feed/example-window';
import { historyTicks, uploadFeed, type Feed } from '../feed/feed';
import { isStream, streamWindow, type TrainingData } from '../feed/source';
import type { Network } from '../model/network';

/**
 * Held-out data on which layers are examined and synthetic gradients are compared with true ones, the same each time. Of a
 * stream it is a window several times as long as those of training, so that gradients flow back further than
 * training lets them.
 */
export interface Probe {
  /** Its tensors belong to whoever made the probe (`disposeFeed`). */
  feed: Feed;
  /** By recurrent edge, the tick whose state is compared: the end of a first window of training. */
  comparedAt: ReadonlyMap<EdgeId, number>;
}

/**
 * Of all that is trained between two examinations (examples, or ticks of rows), the part that the probe holds at most. To
 * examine an example takes about as long as to train on it, in the small batches of long streams a third longer
 * (`npm run bench -- diagnostics`), so that looking at the network takes less than 2 % of a run.
 */
const largestPart = 0.015;
/** The probe has at least so many rows: gradients of fewer say little about the others. */
const fewestRows = { examples: 32, stream: 4 };

/** Whether the run trains synthesizers, which are compared with true gradients. */
export function comparesSynthesizers({ training }: Experiment): boolean {
  return training.method === 'dni';
}

/**
 * The probe of a run; null where diagnostics are switched off. It has `diagnostics.batch` rows, or fewer, so that looking
 * at the network costs a small part of the run: see `largestPart`. Where no synthesizers are compared it is no larger than
 * one batch of training. Its size follows from the experiment alone, so that a resumed run has the same one. `windows`: of
 * each module, and of a step.
 */
export function makeProbe(
  network: Network,
  spec: Experiment,
  data: TrainingData,
  windows: UpdateWindows | null,
): Probe | null {
  if (spec.diagnostics.every === 0) return null;
  return isStream(data)
    ? streamProbe(network, spec, data, windows)
    : exampleProbe(network, spec, data);
}

/** The first examples of the validation part, or of the training part where there is none. */
function exampleProbe(network: Network, spec: Experiment, { splits }: Dataset): Probe {
  const { train, validation } = splits;
  const split = validation.count > 0 ? validation : train;
  const most = comparesSynthesizers(spec) ? Infinity : spec.training.batch;
  const affordable = Math.max(fewestRows.examples, affordableRows(spec, 1));
  const count = Math.min(spec.diagnostics.batch, split.count, most, affordable);
  const feed = uploadFeed(network, exampleWindow(sliceBatch(split, 0, count)));
  return { feed, comparedAt: new Map() };
}

/** `steps`: how many steps of training are as long as the probe. */
function affordableRows({ diagnostics, training }: Experiment, steps: number): number {
  return Math.floor((largestPart * diagnostics.every * training.batch) / steps);
}

function streamProbe(
  network: Network,
  spec: Experiment,
  data: TickDataset,
  windows: UpdateWindows | null,
): Probe | null {
  const { diagnostics, training } = spec;
  const history = historyTicks(network);
  const probeWindows = comparesSynthesizers(spec) ? comparedWindows : 1;
  const longest = Math.max(1, ...Object.values(windows?.modules ?? {}));
  const ticks = probeWindows * longest;
  const affordable = affordableRows(spec, ticks / (windows?.step ?? longest));
  const rows = Math.min(diagnostics.batch, training.batch, Math.max(fewestRows.stream, affordable));
  const options = {
    rows,
    aligned: false,
    generator: createGenerator(training.seed, 'probe'),
    retainedTicks: ticks + history,
  };
  const heldOut = createTickStream(data, 'validation', options);
  const isLongEnough = heldOut !== null && (heldOut.ticks ?? Infinity) >= ticks;
  const stream = isLongEnough ? heldOut : createTickStream(data, 'train', options);
  if (!stream) return null;
  stream.advance(ticks);
  const window = streamWindow(stream, rows, ticks, history, 0);
  const feed = uploadFeed(network, { ...window, clock: { offset: 0, ticks } });
  const comparedAt = [...network.interfaces.values()]
    .filter(({ isRecurrent }) => isRecurrent)
    .map(({ edge, from }): [EdgeId, number] => [edge, windows?.modules[from] ?? 1]);
  return { feed, comparedAt: new Map(comparedAt) };
}
