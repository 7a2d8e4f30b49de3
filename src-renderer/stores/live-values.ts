import type { Curve } from '#spec/curves';
import {
  edgeMetricName,
  interfaceMetricName,
  layerMetricName,
  parseEdgeMetric,
  parseInterfaceMetric,
  parseLayerMetric,
  parseUpdatesMetric,
  splitMetricName,
  updatesMetricName,
} from '#spec/metric-catalogue';
import type { EdgeId } from '#spec/model';
import { isLoss, type Node } from '#spec/nodes';
import type { TrainedRun } from '#spec/run';

/** The value of a metric at the step that is shown; undefined where it has none. */
export type ReadMetric = (metric: string) => number | undefined;

/** What the canvas shows at a card. */
export interface LiveNode {
  /** Of a loss, that of the last training step. */
  loss?: number;
  dead?: number;
  activations?: number;
  weights?: number;
  updates?: number;
  /** At the first node of a module, how often it has updated. */
  moduleUpdates?: number;
}

/** What the canvas shows on an edge. */
export interface LiveEdge {
  truth?: number;
  synthetic?: number;
  cosine?: number;
}

/** At most so many curves can be asked for at once. */
const mostCurves = 500;

/** The metrics of a run that the canvas shows. */
export function listLiveMetrics(run: Pick<TrainedRun, 'metrics'>): string[] {
  return Object.keys(run.metrics).filter(isShown).slice(0, mostCurves);
}

function isShown(metric: string): boolean {
  return (
    parseEdgeMetric(metric) !== null ||
    parseLayerMetric(metric) !== null ||
    parseUpdatesMetric(metric) !== null ||
    parseInterfaceMetric(metric)?.measure === 'cosine' ||
    /^train\/loss(\/|$)/.test(metric)
  );
}

/** How far a run is, and how often it is examined. */
type Progress = Pick<TrainedRun, 'spec' | 'step' | 'parent'>;

/** The steps at which the run was examined, oldest first. */
export function listExaminedSteps({ spec, step, parent }: Progress): number[] {
  const { every } = spec.diagnostics;
  if (every === 0) return [];
  const first = Math.ceil((parent?.step ?? 0) / every);
  const count = Math.max(0, Math.floor(step / every) - first + 1);
  return Array.from({ length: count }, (_, index) => (first + index) * every);
}

/** Reads the newest values of a run. Updates that were counted before its first step only are left out: they were none. */
export function readNewest({
  metrics,
  ...progress
}: Progress & Pick<TrainedRun, 'metrics'>): ReadMetric {
  const [first, second] = listExaminedSteps(progress);
  const isCountOld = first !== undefined && second === undefined && progress.step > first;
  return (metric) =>
    !Object.hasOwn(metrics, metric) || (isCountOld && parseUpdatesMetric(metric) !== null)
      ? undefined
      : metrics[metric]?.last;
}

/** Reads curves at a step: the last point up to it. */
export function readAt(find: (metric: string) => Curve | undefined, step: number): ReadMetric {
  return (metric) => {
    const curve = find(metric);
    if (!curve) return undefined;
    let [low, high] = [0, curve.x.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((curve.x[middle] ?? 0) <= step) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : curve.y[low - 1];
  };
}

export function readLiveNode(id: string, node: Node | undefined, read: ReadMetric): LiveNode {
  if (node && isLoss(node)) {
    const loss = read(splitMetricName('train', 'loss', id)) ?? read('train/loss');
    return withoutGaps({ loss, moduleUpdates: read(updatesMetricName(id)) });
  }
  return withoutGaps({
    dead: read(layerMetricName(id, 'dead')),
    activations: read(layerMetricName(id, 'activations')),
    weights: read(layerMetricName(id, 'weights')),
    updates: read(layerMetricName(id, 'updates')),
    moduleUpdates: read(updatesMetricName(id)),
  });
}

export function readLiveEdge(id: EdgeId, read: ReadMetric): LiveEdge {
  const truth = read(edgeMetricName(id, 'true-gradient'));
  const synthetic = read(edgeMetricName(id, 'synthetic-gradient'));
  // The last cosine is an older one here, and runs of earlier versions have recorded 0.
  const isDefined = truth !== 0 && synthetic !== 0;
  const cosine = isDefined ? read(interfaceMetricName(id, 'cosine')) : undefined;
  return withoutGaps({ truth, synthetic, cosine });
}

/** The length of a bar for a positive number, 0 to 1: one millionth is empty, a hundred is full. */
export function logLength(value: number): number {
  return value <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(value) + 6) / 8));
}

function withoutGaps<T extends object>(values: T): T {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as T;
}
