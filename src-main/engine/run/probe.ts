import type { Dataset } from '#data/dataset';
import { createGenerator } from '#data/random';
import { gatherBatch } from '#data/streams/batches';
import type { TickDataset } from '#data/streams/tick-dataset';
import { createTickStream } from '#data/streams/tick-stream';
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
 * Length of a stream's probe in windows of training, where gradients are compared; the first of them only warms the
 * states up.
 */
const comparedWindows = 5;

/** Whether the run trains synthesizers, which are compared with true gradients. */
export function comparesSynthesizers({ training }: Experiment): boolean {
  return training.method === 'dni';
}

/**
 * The probe of a run; null where diagnostics are switched off. Where no synthesizers are compared it is no larger than
 * one batch of training, so that looking at layers costs a small part of the run. `windows`: by module, the ticks of its
 * window.
 */
export function makeProbe(
  network: Network,
  spec: Experiment,
  data: TrainingData,
  windows: UpdateWindows | null,
): Probe | null {
  if (spec.diagnostics.every === 0) return null;
  return isStream(data)
    ? streamProbe(network, spec, data, windows?.modules ?? {})
    : exampleProbe(network, spec, data);
}

/** The first examples of the validation part, or of the training part where there is none. */
function exampleProbe(network: Network, spec: Experiment, { splits }: Dataset): Probe {
  const { train, validation } = splits;
  const split = validation.count > 0 ? validation : train;
  const most = comparesSynthesizers(spec) ? Infinity : spec.training.batch;
  const count = Math.min(spec.diagnostics.batch, split.count, most);
  const feed = uploadFeed(network, exampleWindow(gatherBatch(split, 0, count)));
  return { feed, comparedAt: new Map() };
}

function streamProbe(
  network: Network,
  spec: Experiment,
  data: TickDataset,
  windows: Readonly<Record<string, number>>,
): Probe | null {
  const { diagnostics, training } = spec;
  const history = historyTicks(network);
  const probeWindows = comparesSynthesizers(spec) ? comparedWindows : 1;
  const ticks = probeWindows * Math.max(1, ...Object.values(windows));
  const rows = Math.min(diagnostics.batch, training.batch);
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
    .map(({ edge, from }): [EdgeId, number] => [edge, windows[from] ?? 1]);
  return { feed, comparedAt: new Map(comparedAt) };
}
