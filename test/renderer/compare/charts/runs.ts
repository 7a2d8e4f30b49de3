import type { RunGroup } from '#analysis/group-runs';
import type { Run } from '#spec/run';
import { buildExperiment } from '../../editor/experiment';

const spec = buildExperiment('image>a a>loss');

interface Values {
  seed?: number;
  rate?: number;
  method?: 'dni' | 'backprop' | 'none';
  /** Of the metric `x/value`; null: it has none. */
  value?: number | null;
  status?: Run['status'];
}

/** A run with a seed, a rate and a metric `x/value`. */
export function makeRun(id: string, values: Values = {}): Run {
  const { seed = 1, rate = 0.1, method = 'dni', value = null, status = 'completed' } = values;
  const { training } = spec;
  const metrics = value === null ? {} : { 'x/value': { last: value, best: value, bestStep: 0 } };
  return {
    id,
    name: id,
    seed,
    method,
    status,
    failedStep: null,
    metrics,
    selected: null,
    spec: {
      ...spec,
      training: { ...training, seed, method, optimizer: { ...training.optimizer, rate } },
    },
  } as unknown as Run;
}

export function makeGroup(key: string, runs: Run[]): RunGroup {
  return { key, values: {}, runs };
}
