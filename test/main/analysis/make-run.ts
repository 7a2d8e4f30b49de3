import type { Experiment } from '#spec/experiment';
import type { MetricSummary, TrainedRun } from '#spec/run';
import { template } from '../spec/make';

const recall = template('recall-dni');

export interface RunOptions extends Partial<Omit<TrainedRun, 'spec' | 'metrics'>> {
  /** Changes of the settings of training. */
  training?: Partial<Experiment['training']>;
  spec?: Experiment;
  /** Values that are the last and the best; NaN stands for a run that has diverged. */
  metrics?: Record<string, number>;
}

/** A run of the template `recall-dni`. */
export function makeRun(
  id: string,
  { training, spec = recall, metrics = {}, ...changes }: RunOptions = {},
): TrainedRun {
  const settings = { ...spec.training, ...training };
  return {
    version: 1,
    id,
    name: spec.name,
    modelId: 'recall-dni',
    spec: { ...spec, training: settings },
    method: settings.method,
    seed: settings.seed,
    status: 'finished',
    failure: null,
    failedStep: null,
    pid: null,
    created: '2026-11-29T08:00:00.000Z',
    started: null,
    ended: null,
    step: 500,
    seconds: 12.5,
    environment: null,
    data: [],
    parameters: 99,
    notes: '',
    tags: [],
    parent: null,
    study: null,
    archived: false,
    alerts: [],
    color: 0,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, summaryOf(value)]),
    ),
    selected: null,
    ...changes,
  };
}

function summaryOf(value: number): MetricSummary {
  return Number.isNaN(value)
    ? { last: 1, best: 1, bestStep: 0, notFiniteAt: 500 }
    : { last: value, best: value, bestStep: 500 };
}

/** A run for each value of a metric, with the seeds 1, 2, …; null where the run has not measured it. */
export function makeSeeds(
  prefix: string,
  metric: string,
  values: readonly (number | null)[],
  { training, ...options }: RunOptions = {},
): TrainedRun[] {
  return values.map((value, index) =>
    makeRun(`${prefix}-${index + 1}`, {
      ...options,
      training: { ...training, seed: index + 1 },
      metrics: value === null ? {} : { [metric]: value },
    }),
  );
}
