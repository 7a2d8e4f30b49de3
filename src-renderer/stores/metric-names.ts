/** What is reported of each part of the data, in the order people look at it. */
const kinds = ['bpc', 'perplexity', 'bits', 'loss', 'error'] as const;
const splits = ['train', 'validation', 'test'] as const;
/** The units that say more than the loss they are made of. */
const units: readonly string[] = ['bpc', 'perplexity', 'bits'];

interface SplitMetric {
  split: (typeof splits)[number];
  kind: string;
  /** The loss it is of, where a model has several. */
  loss: string | null;
}

/** `validation/error/odd` in its parts; null for what is not measured on a part of the data. */
export function splitMetric(metric: string): SplitMetric | null {
  const [split, kind, loss, ...rest] = metric.split('/');
  const known = splits.find((one) => one === split);
  if (!known || kind === undefined || rest.length > 0) return null;
  return { split: known, kind, loss: loss ?? null };
}

function rank(metric: string): number {
  const parts = splitMetric(metric);
  if (parts) {
    const kind = kinds.findIndex((one) => one === parts.kind);
    const place = kind < 0 ? kinds.length : kind;
    return (parts.loss === null ? 0 : 40) + 5 * place + splits.indexOf(parts.split);
  }
  if (metric === 'task/level') return -1;
  const [group = ''] = metric.split('/');
  return { interface: 100, gradient: 150, speed: 200, memory: 300 }[group] ?? 90;
}

export function sortMetrics(metrics: Iterable<string>): string[] {
  return [...new Set(metrics)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** What a new comparison shows of the metrics its runs have. */
export function defaultMetrics(metrics: Iterable<string>): string[] {
  const sorted = sortMetrics(metrics);
  const hasUnit = sorted.some((metric) => units.includes(splitMetric(metric)?.kind ?? ''));
  return sorted.filter((metric) => {
    const parts = splitMetric(metric);
    if (!parts) return metric === 'task/level' || metric.endsWith('/cosine');
    if (parts.loss !== null) return parts.kind === 'error' && parts.split !== 'train';
    if (hasUnit) return units.includes(parts.kind);
    return parts.kind === 'error' || metric === 'train/loss';
  });
}

/** What can be chosen for a comparison: how gradients fade with the distance is a picture of its own. */
export function isComparable(metric: string): boolean {
  return !metric.startsWith('gradient/');
}

/**
 * Measured at every step on another batch each time, and worth smoothing. Evaluations are made on
 * the same data each time: an average over them would only lag behind.
 */
export function isNoisy(metric: string): boolean {
  return metric.startsWith('train/') || metric === 'speed/steps-per-second';
}

const words: Record<string, string> = {
  'task/level': 'Level solved',
  'speed/steps-per-second': 'Speed',
  'memory/resident-megabytes': 'Memory',
  'memory/tensors': 'Tensors alive',
  bpc: 'bits per character',
  cosine: 'cosine',
  'relative-error': 'relative error',
  'synthesizer-loss': 'synthesizer loss',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * `Train loss`, `Validation error, odd`, `Cosine, hidden1 → hidden2`, `Speed`. `things`: what the run
 * counts as examples.
 */
export function metricTitle(metric: string, things = 'examples'): string {
  if (metric === 'speed/examples-seen') return `${capital(things)} seen`;
  const known = words[metric];
  if (known) return known;
  const measured = splitMetric(metric);
  if (measured) return `${capital(measured.split)} ${kindTitle(measured)}`;
  const parts = metric.split('/');
  if (parts[0] === 'interface' && parts.length === 3) {
    const what = capital(words[parts[2] ?? ''] ?? parts[2] ?? '');
    return `${what}, ${(parts[1] ?? '').replace('->', ' → ')}`;
  }
  return capital(parts.join(' ').replaceAll('-', ' '));
}

/** `test bpc`, `level solved`: where there is room for two words. */
export function shortTitle(metric: string): string {
  const measured = splitMetric(metric);
  return measured ? `${measured.split} ${measured.kind}` : metricTitle(metric).toLowerCase();
}

function kindTitle({ kind, loss }: SplitMetric): string {
  return `${words[kind] ?? kind.replaceAll('-', ' ')}${loss === null ? '' : `, ${loss}`}`;
}

export interface MetricGroup {
  title: string;
  metrics: string[];
}

/** The cards of one run's Curves: what is measured of every part together, the rest by itself. */
export function groupMetrics(metrics: Iterable<string>, things?: string): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const metric of sortMetrics(metrics)) {
    if (metric.startsWith('interface/') || metric.startsWith('gradient/')) continue;
    const measured = splitMetric(metric);
    const title = measured ? capital(kindTitle(measured)) : metricTitle(metric, things);
    groups.set(title, [...(groups.get(title) ?? []), metric]);
  }
  return [...groups].map(([title, names]) => ({ title, metrics: names }));
}

/** The edges whose interfaces were measured, in the order of `metrics`. */
export function interfaceEdges(metrics: Iterable<string>): string[] {
  const edges = new Set<string>();
  for (const metric of metrics) {
    const [kind, edge, name] = metric.split('/');
    if (kind === 'interface' && edge && name) edges.add(edge);
  }
  return [...edges];
}

/** By recurrent edge: the distances back in time, in ticks, at which gradients were looked at; rising. */
export function gradientDistances(metrics: Iterable<string>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const metric of metrics) {
    const [, edge, ticks] = /^gradient\/([^/]+)\/at-(\d+)$/.exec(metric) ?? [];
    if (edge !== undefined) found.set(edge, [...(found.get(edge) ?? []), Number(ticks)]);
  }
  for (const distances of found.values()) distances.sort((a, b) => a - b);
  return found;
}
