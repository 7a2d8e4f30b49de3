import { experimentSchema, type Experiment } from '#spec/experiment';
import { trainedRunSchema, type TrainedRun } from '#spec/run';
import type { Method } from '#spec/training';
import { spirals } from '../storage/spirals';

export interface RunOptions {
  id: string;
  spec?: Experiment;
  method?: Method;
  seed?: number;
  steps?: number;
  modelId?: string;
  status?: TrainedRun['status'];
  step?: number;
  seconds?: number;
  failedStep?: number | null;
  study?: TrainedRun['study'];
  /** Of the validation and the test part, at the step that is chosen. */
  values?: Record<string, number>;
}

/** A finished run, with `validation/error` and `test/error` at its last step. */
export function makeRun(options: RunOptions): TrainedRun {
  const { id, method = 'dni', seed = 1, modelId = 'a', status = 'finished', values } = options;
  const base = options.spec ?? spirals();
  const steps = options.steps ?? base.training.steps;
  const step = options.step ?? steps;
  const spec = experimentSchema.parse({
    ...base,
    training: { ...base.training, method, seed, steps },
  });
  const metrics = Object.entries(values ?? {}).map(([metric, value]) => [
    metric,
    { last: value, best: value, bestStep: step },
  ]);
  return trainedRunSchema.parse({
    version: 1,
    id,
    name: spec.name,
    modelId,
    spec,
    method,
    seed,
    status,
    failure: status === 'failed' ? 'It has failed.' : null,
    failedStep: options.failedStep ?? null,
    pid: null,
    created: '2026-11-29T08:00:00.000Z',
    started: null,
    ended: null,
    step,
    seconds: options.seconds ?? step / 10,
    environment: null,
    parameters: 100,
    notes: '',
    tags: [],
    study: options.study ?? null,
    color: 0,
    metrics: Object.fromEntries(metrics),
    selected: values
      ? {
          metric: 'validation/error',
          step,
          value: values['validation/error'] ?? 0,
          values,
        }
      : null,
  });
}
