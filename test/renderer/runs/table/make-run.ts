import { readFileSync } from 'node:fs';
import { experimentSchema } from '#spec/experiment';
import { trainedRunSchema, type TrainedRun } from '#spec/run';
import type { Method } from '#spec/training';

const template: unknown = JSON.parse(
  readFileSync(new URL('../../../../resources/templates/recall-dni.json', import.meta.url), 'utf8'),
);

interface RunToMake extends Partial<Omit<TrainedRun, 'spec'>> {
  rate?: number;
  /** The last value of `train/loss`. */
  loss?: number;
}

/** A finished run of the template `recall-dni`. */
export function makeRun({ rate, loss, ...changes }: RunToMake = {}): TrainedRun {
  const spec = experimentSchema.parse(template);
  const method: Method = changes.method ?? 'dni';
  const seed = changes.seed ?? 1;
  const { training } = spec;
  return trainedRunSchema.parse({
    version: 1,
    id: 'a',
    name: 'Recall',
    modelId: 'recall-dni',
    spec: {
      ...spec,
      training: {
        ...training,
        method,
        seed,
        steps: 1000,
        optimizer: { ...training.optimizer, rate: rate ?? 0.001 },
      },
    },
    method,
    seed,
    status: 'finished',
    failure: null,
    pid: null,
    created: '2026-11-20T10:00:00.000Z',
    started: null,
    ended: null,
    step: 1000,
    seconds: 60,
    environment: null,
    parameters: 10,
    notes: '',
    tags: [],
    color: 0,
    metrics: loss === undefined ? {} : { 'train/loss': { last: loss, best: loss, bestStep: 1000 } },
    ...changes,
  });
}
