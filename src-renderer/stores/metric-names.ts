/** Metrics in the order people look at them: what is trained, how good it is, then the rest. */
const order = [
  'train/loss',
  'validation/loss',
  'test/loss',
  'train/error',
  'validation/error',
  'test/error',
];

function rank(metric: string): number {
  const known = order.indexOf(metric);
  if (known >= 0) return known;
  const kind = metric.split('/')[0] ?? '';
  return { interface: 100, speed: 200, memory: 300 }[kind] ?? 50;
}

export function sortMetrics(metrics: Iterable<string>): string[] {
  return [...new Set(metrics)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** What a new comparison shows of the metrics its runs have. */
export function defaultMetrics(metrics: Iterable<string>): string[] {
  return sortMetrics(metrics).filter(
    (metric) =>
      ['train/loss', 'train/error', 'validation/error', 'test/error'].includes(metric) ||
      metric.endsWith('/cosine'),
  );
}

/**
 * Measured at every step on another batch each time, and worth smoothing. Evaluations are made on
 * the same data each time: an average over them would only lag behind.
 */
export function isNoisy(metric: string): boolean {
  return metric.startsWith('train/') || metric === 'speed/steps-per-second';
}

const words: Record<string, string> = {
  'speed/steps-per-second': 'Speed',
  'speed/examples-seen': 'Examples seen',
  'memory/resident-megabytes': 'Memory',
  'memory/tensors': 'Tensors alive',
  cosine: 'cosine',
  'relative-error': 'relative error',
  'synthesizer-loss': 'synthesizer loss',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Train loss`, `Cosine, hidden1 → hidden2`, `Speed`. */
export function metricTitle(metric: string): string {
  const known = words[metric];
  if (known) return known;
  const parts = metric.split('/');
  if (parts[0] === 'interface' && parts.length === 3) {
    const what = capital(words[parts[2] ?? ''] ?? parts[2] ?? '');
    return `${what}, ${(parts[1] ?? '').replace('->', ' → ')}`;
  }
  return capital(parts.join(' ').replaceAll('-', ' '));
}

export interface MetricGroup {
  title: string;
  metrics: string[];
}

/** The cards of one run's Curves: losses together, errors together, everything else by itself. */
export function groupMetrics(metrics: Iterable<string>): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const metric of sortMetrics(metrics)) {
    if (metric.startsWith('interface/')) continue;
    const [split, name] = metric.split('/');
    const together = name === 'loss' || name === 'error';
    const title =
      together && ['train', 'validation', 'test'].includes(split ?? '')
        ? capital(name ?? '')
        : metricTitle(metric);
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
