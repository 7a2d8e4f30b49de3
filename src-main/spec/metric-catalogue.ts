import { type EdgeId, nameEdge } from './model';
import { reportUnits, splitNames, type ReportUnit, type SplitName } from './task';
import { capitalize } from './letter-case';

/**
 * Every metric that a run records: how its name is built and parsed, and what the program knows about it.
 * Names stand in saved runs and comparisons, so they never change. There are eight families:
 *
 *     SPLIT/MEASURE, SPLIT/MEASURE/LOSS     losses and errors on one split of the data
 *     interface/EDGE/MEASURE                quality of the synthesizer of a decoupled edge
 *     edge/EDGE/MEASURE                     size of the gradients that come back over an edge
 *     layer/NODE/MEASURE                    activations, weights and updates of a layer
 *     gradient/EDGE/at-TICKS                how far back in time the gradient of a recurrent edge reaches
 *     module/MODULE/updates                 how often a module has updated
 *     task/…, speed/…, memory/…             one metric each: curriculum, speed and memory
 *     imported/NAME                         of another program, where NAME alone would be no name of a metric
 *
 * For example:
 *
 *     const name = splitMetricName('test', 'error', 'odd'); // 'test/error/odd'
 *     describeMetric(name).title;                           // 'Test error, odd'
 *     isSmallerBetter(name);                                // true
 */

/** One value of one metric. `seconds`: training time since the run first began, without pauses. */
export interface MetricPoint {
  metric: string;
  step: number;
  seconds: number;
  value: number;
}

/**
 * The unit of the values. `fraction`: 0 to 1, shown in percent. `cosine`: −1 to 1. `examples`: a count of
 * examples (ticks of a stream, characters of a text). null: a number without a unit.
 */
export type MetricUnit = 'fraction' | 'bits' | 'cosine' | 'steps/s' | 'examples' | 'MB' | null;

export interface MetricDescription {
  /** Title of a chart of this metric alone: `Validation bits per character`. */
  title: string;
  /** A few words, for a table cell: `validation bpc`. */
  shortTitle: string;
  /** Title of a chart that shows the metric for all splits: `Bits per character`. */
  groupTitle: string;
  unit: MetricUnit;
  /** Decides which value is the best of a run. */
  isSmallerBetter: boolean;
  /** Charts and table columns are sorted by it, the smallest first, then by name. */
  rank: number;
  /**
   * Each value is measured on another batch, so smoothing helps. Evaluations use the same data each time:
   * an average over them would only lag behind.
   */
  isNoisy: boolean;
  /**
   * Can be chosen in a comparison. Gradients over distance have a chart of their own instead, and the examples seen are an
   * axis, computed at every step.
   */
  isComparable: boolean;
  /**
   * Whether the better one of two runs' values is the better result. It is not where a value belongs to a single
   * batch, to the level that a task has reached, or to the machine.
   */
  ranksRuns: boolean;
}

/** What the titles of a metric name beside it. */
export interface MetricNaming {
  /** What the task's examples are called, for the metric that counts them. `examples` if left out. */
  examples?: string;
  /** The loss that the metric stands for where its own name has none (`findNamedLoss`). */
  loss?: string | null;
}

/** What is measured on a split: the loss, the fraction of wrong classes, and the loss in the task's unit. */
export type SplitMeasure = 'loss' | 'error' | ReportUnit;

export interface SplitMetric {
  split: SplitName;
  measure: SplitMeasure;
  /**
   * The loss node it belongs to, where a model has several. Null: the loss is the sum of all, every other measure that
   * of the first loss with a label.
   */
  loss: string | null;
}

/** In the order of display. */
const splitMeasures: Readonly<Record<SplitMeasure, { title: string; unit: MetricUnit }>> = {
  bpc: { title: 'bits per character', unit: 'bits' },
  perplexity: { title: 'perplexity', unit: null },
  bits: { title: 'bits', unit: 'bits' },
  loss: { title: 'loss', unit: null },
  error: { title: 'error', unit: 'fraction' },
};

/** `validation/error`; with `loss`, the error at that loss node alone: `validation/error/odd`. */
export function splitMetricName(split: SplitName, measure: SplitMeasure, loss?: string): string {
  return `${split}/${measure}${loss === undefined ? '' : `/${loss}`}`;
}

/** The parts of `validation/error/odd`; null for a metric of another family. */
export function parseSplitMetric(name: string): SplitMetric | null {
  const [first, second, loss = null, ...rest] = name.split('/');
  const split = splitNames.find((candidate) => candidate === first);
  if (!split || !isSplitMeasure(second) || rest.length > 0) return null;
  return { split, measure: second, loss };
}

function isSplitMeasure(text: string | undefined): text is SplitMeasure {
  return text !== undefined && Object.hasOwn(splitMeasures, text);
}

/** Whether the metric is measured on the validation or the test part, at evaluations. */
export function isHeldOut(name: string): boolean {
  const parts = parseSplitMetric(name);
  return parts !== null && parts.split !== 'train';
}

/** Whether the measure is the loss converted to the unit of its task, as bits per character. */
export function isReportUnit(measure: SplitMeasure): measure is ReportUnit {
  return reportUnits.some((unit) => unit === measure);
}

function describeSplitMetric(
  { split, measure, loss }: SplitMetric,
  naming: MetricNaming,
): MetricDescription {
  const { title, unit } = splitMeasures[measure];
  const named = loss ?? naming.loss ?? null;
  const suffix = named === null ? '' : `, ${named}`;
  const measured = `${title}${suffix}`;
  const order = Object.keys(splitMeasures).indexOf(measure);
  return {
    title: capitalize(`${split} ${measured}`),
    shortTitle: `${split} ${measure}${suffix}`,
    groupTitle: capitalize(measured),
    unit,
    isSmallerBetter: true,
    rank: (loss === null ? 0 : 40) + 5 * order + splitNames.indexOf(split),
    isNoisy: split === 'train',
    isComparable: true,
    ranksRuns: split !== 'train',
  };
}

/**
 * How well the synthetic gradient of a decoupled edge agrees with the true one, on the probe batch: their
 * cosine, the norm of their difference relative to the true gradient, and the loss of the synthesizer.
 */
export type InterfaceMeasure = 'cosine' | 'relative-error' | 'synthesizer-loss';

export interface InterfaceMetric {
  edge: EdgeId;
  measure: InterfaceMeasure;
}

interface InterfaceEntry {
  title: string;
  unit: MetricUnit;
  isSmallerBetter: boolean;
}

const interfaceMeasures: Readonly<Record<InterfaceMeasure, InterfaceEntry>> = {
  cosine: { title: 'Cosine', unit: 'cosine', isSmallerBetter: false },
  'relative-error': { title: 'Relative error', unit: null, isSmallerBetter: true },
  'synthesizer-loss': { title: 'Synthesizer loss', unit: null, isSmallerBetter: true },
};

/** `interface/hidden1->hidden2/cosine`. */
export function interfaceMetricName(edge: EdgeId, measure: InterfaceMeasure): string {
  return `interface/${edge}/${measure}`;
}

/** The parts of `interface/hidden1->hidden2/cosine`; null for a metric of another family. */
export function parseInterfaceMetric(name: string): InterfaceMetric | null {
  const [, edge, measure] = /^interface\/([^/]+->[^/]+)\/([^/]+)$/.exec(name) ?? [];
  if (edge === undefined || !isInterfaceMeasure(measure)) return null;
  return { edge: edge as EdgeId, measure };
}

function isInterfaceMeasure(text: string | undefined): text is InterfaceMeasure {
  return text !== undefined && Object.hasOwn(interfaceMeasures, text);
}

function describeInterfaceMetric({ edge, measure }: InterfaceMetric): MetricDescription {
  const { title, unit, isSmallerBetter: smaller } = interfaceMeasures[measure];
  return withDefaults({
    title: `${title}, ${nameEdge(edge)}`,
    unit,
    isSmallerBetter: smaller,
    rank: 100,
    ranksRuns: true,
  });
}

/** The norm of the gradient that arrives at an edge's message from the losses `ticks` ticks later. */
export interface GradientMetric {
  edge: EdgeId;
  ticks: number;
}

/** `gradient/core->core/at-8`. */
export function gradientMetricName(edge: EdgeId, ticks: number): string {
  return `gradient/${edge}/at-${ticks}`;
}

/** The parts of `gradient/core->core/at-8`; null for a metric of another family. */
export function parseGradientMetric(name: string): GradientMetric | null {
  const [, edge, ticks] = /^gradient\/([^/]+->[^/]+)\/at-(\d+)$/.exec(name) ?? [];
  return edge === undefined ? null : { edge: edge as EdgeId, ticks: Number(ticks) };
}

function describeGradientMetric({ edge, ticks }: GradientMetric): MetricDescription {
  return withDefaults({
    title: `Gradient, ${nameEdge(edge)}, after ${ticks} ticks`,
    rank: 150,
    isComparable: false,
  });
}

/** The norm of the gradient of one example's loss at an edge's message: root mean square over the probe. */
export type EdgeMeasure = 'true-gradient' | 'synthetic-gradient';

const edgeMeasures: Readonly<Record<EdgeMeasure, string>> = {
  'true-gradient': 'True gradient',
  'synthetic-gradient': 'Synthetic gradient',
};

/** `edge/hidden1->hidden2/true-gradient`. */
export function edgeMetricName(edge: EdgeId, measure: EdgeMeasure): string {
  return `edge/${edge}/${measure}`;
}

/** The parts of `edge/hidden1->hidden2/true-gradient`; null for a metric of another family. */
export function parseEdgeMetric(name: string): { edge: EdgeId; measure: EdgeMeasure } | null {
  const [, edge, measure] = /^edge\/([^/]+->[^/]+)\/([^/]+)$/.exec(name) ?? [];
  if (edge === undefined || measure === undefined || !Object.hasOwn(edgeMeasures, measure))
    return null;
  return { edge: edge as EdgeId, measure: measure as EdgeMeasure };
}

/**
 * A layer on the probe: the share of rectifiers that are zero for every example, the standard deviation of its
 * activations, the root mean square of its parameters, and that of their change since training began.
 */
export type LayerMeasure = 'dead' | 'activations' | 'weights' | 'updates';

const layerMeasures: Readonly<Record<LayerMeasure, { title: string; unit: MetricUnit }>> = {
  dead: { title: 'Dead units', unit: 'fraction' },
  activations: { title: 'Spread of activations', unit: null },
  weights: { title: 'Size of weights', unit: null },
  updates: { title: 'Size of updates', unit: null },
};

/** `layer/hidden1/dead`. */
export function layerMetricName(node: string, measure: LayerMeasure): string {
  return `layer/${node}/${measure}`;
}

/** The parts of `layer/hidden1/dead`; null for a metric of another family. */
export function parseLayerMetric(name: string): { node: string; measure: LayerMeasure } | null {
  const [, node, measure] = /^layer\/([^/]+)\/([^/]+)$/.exec(name) ?? [];
  if (node === undefined || measure === undefined || !Object.hasOwn(layerMeasures, measure))
    return null;
  return { node, measure: measure as LayerMeasure };
}

/** `module/hidden1/updates`: how often the parameters of the module called `hidden1` have been updated. */
export function updatesMetricName(module: string): string {
  return `module/${module}/updates`;
}

/** The module of `module/hidden1/updates`; null for a metric of another family. */
export function parseUpdatesMetric(name: string): string | null {
  return /^module\/([^/]+)\/updates$/.exec(name)?.[1] ?? null;
}

function describeUpdatesMetric(module: string): MetricDescription {
  return withDefaults({
    title: `Updates, ${module}`,
    isSmallerBetter: false,
    rank: 160,
  });
}

/** Names of the metrics that stand for themselves. */
export const metricNames = {
  /** Largest solved level of a task with a curriculum: N of copy, N · R of repeat copy. */
  level: 'task/level',
  /**
   * The running mean of a step's bits that decides whether a task with a curriculum grows. The bits of one step depend
   * on which part of their sequences the rows of the batch are in.
   */
  meanBits: 'task/mean-bits',
  stepsPerSecond: 'speed/steps-per-second',
  /** Examples that the run has trained on so far. */
  examplesSeen: 'speed/examples-seen',
  /** Resident memory of the training process. */
  residentMegabytes: 'memory/resident-megabytes',
  /** Tensors that tfjs has not disposed yet: a number that keeps growing is a leak. */
  tensors: 'memory/tensors',
} as const;
type MetricName = (typeof metricNames)[keyof typeof metricNames];

const namedMetrics: Readonly<Record<MetricName, MetricDescription>> = {
  'task/level': withDefaults({
    title: 'Level solved',
    isSmallerBetter: false,
    rank: -2,
    ranksRuns: true,
  }),
  'task/mean-bits': withDefaults({ title: 'Running mean of train bits', unit: 'bits', rank: -1 }),
  'speed/steps-per-second': withDefaults({
    title: 'Speed',
    unit: 'steps/s',
    isSmallerBetter: false,
    rank: 200,
    isNoisy: true,
  }),
  'speed/examples-seen': withDefaults({
    title: 'Examples seen',
    unit: 'examples',
    isSmallerBetter: false,
    rank: 200,
    isComparable: false,
  }),
  'memory/resident-megabytes': withDefaults({ title: 'Memory', unit: 'MB', rank: 300 }),
  'memory/tensors': withDefaults({ title: 'Tensors alive', rank: 300 }),
};

/**
 * What the program knows about a metric. A name that is not in the catalogue gets a title made of its words,
 * stands after losses and errors, and counts as better when it is smaller, unless it is called an accuracy or the like.
 */
export function describeMetric(name: string, naming: MetricNaming = {}): MetricDescription {
  const split = parseSplitMetric(name);
  if (split) return describeSplitMetric(split, naming);
  const onInterface = parseInterfaceMetric(name);
  if (onInterface) return describeInterfaceMetric(onInterface);
  const gradient = parseGradientMetric(name);
  if (gradient) return describeGradientMetric(gradient);
  const onEdge = parseEdgeMetric(name);
  if (onEdge)
    return withDefaults({
      title: `${edgeMeasures[onEdge.measure]}, ${nameEdge(onEdge.edge)}`,
      rank: 170,
    });
  const ofLayer = parseLayerMetric(name);
  if (ofLayer) {
    const { title, unit } = layerMeasures[ofLayer.measure];
    return withDefaults({ title: `${title}, ${ofLayer.node}`, unit, rank: 180 });
  }
  const module = parseUpdatesMetric(name);
  if (module !== null) return describeUpdatesMetric(module);
  if (name === metricNames.examplesSeen) {
    const title = capitalize(`${naming.examples ?? 'examples'} seen`);
    return { ...namedMetrics[name], title, groupTitle: title };
  }
  const named = Object.values(metricNames).find((candidate) => candidate === name);
  if (named) return namedMetrics[named];
  const own = name.startsWith(importedPrefix) ? name.slice(importedPrefix.length) : name;
  return withDefaults({
    title: capitalize(own.replace(/[/_-]/g, ' ')),
    isSmallerBetter: !largerIsBetter.test(own),
    rank: 90,
  });
}

/** Words in names of other programs' metrics that are better when they are larger. */
const largerIsBetter =
  /(^|[^a-z])(acc|accuracy|auc|auroc|f1|precision|recall|reward|return|score|bleu|iou|map)([^a-z]|$)/i;

/** The family of metrics of other programs whose own name would be no name of a metric. */
const importedPrefix = 'imported/';

/**
 * The name under which a metric of another program is kept: its own, such as `Loss/train`, or one in a family of its own
 * where that has no part before a slash, or a part that names a setting: `imported/loss`.
 */
export function foreignMetricName(name: string): string {
  const isName = /^[^/.@]+\/[^@]+$/.test(name);
  return isName ? name : `${importedPrefix}${name.replaceAll('@', '-at-')}`;
}

/** Whether the metric is measured about once a second, in whatever step the run is then. */
export function isMeasuredByClock(name: string): boolean {
  return name.startsWith('speed/') || name.startsWith('memory/');
}

/** Whether a smaller value of the metric is the better one. */
export function isSmallerBetter(name: string): boolean {
  return describeMetric(name).isSmallerBetter;
}

/** Fills in what most metrics have in common. */
function withDefaults(
  entry: Pick<MetricDescription, 'title' | 'rank'> & Partial<MetricDescription>,
): MetricDescription {
  return {
    shortTitle: entry.title.toLowerCase(),
    groupTitle: entry.title,
    unit: null,
    isSmallerBetter: true,
    isNoisy: false,
    isComparable: true,
    ranksRuns: false,
    ...entry,
  };
}
