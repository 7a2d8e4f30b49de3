import { trainedRunSchema, type TrainedRun } from '../../../src-main/spec/run';
import { studyContentSchema, type Study, type StudyInput } from '../../../src-main/spec/study';
import type { Method } from '../../../src-main/spec/training';
import { template } from '../../main/spec/make';

/** The model of the study. */
export const specs = new Map([['recall-dni', template('recall-dni')]]);

/** A saved study of two methods and three seeds on a small recurrent model. */
export function makeStudy(changes: Partial<StudyInput> = {}): Study {
  const content = studyContentSchema.parse({
    version: 1,
    name: 'Does DNI help?',
    models: ['recall-dni'],
    axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2, 3] },
    ...changes,
  });
  return { ...content, name: content.name ?? '', id: 'help', modified: '', revision: 'r' };
}

interface MadeRun extends Partial<TrainedRun> {
  method?: Method;
  seed?: number;
  /** Test error at the chosen step. */
  error?: number;
  rate?: number;
}

/** A run of the study, finished unless said otherwise. */
export function makeRun({
  method = 'dni',
  seed = 1,
  error,
  rate,
  ...changes
}: MadeRun = {}): TrainedRun {
  const spec = template('recall-dni');
  const { optimizer } = spec.training;
  const training = {
    ...spec.training,
    method,
    seed,
    optimizer: rate === undefined ? optimizer : { ...optimizer, rate },
  };
  return trainedRunSchema.parse({
    version: 1,
    id: `${method}-${seed}-${rate ?? ''}`,
    name: 'Recall',
    modelId: 'recall-dni',
    spec: { ...spec, training },
    method,
    seed,
    status: 'finished',
    failure: null,
    pid: null,
    created: '2026-11-29T08:00:00.000Z',
    started: null,
    ended: null,
    step: training.steps,
    seconds: 40,
    environment: null,
    parameters: 99,
    notes: '',
    tags: [],
    color: 0,
    metrics: {},
    study: { id: 'help', values: {} },
    ...(error === undefined
      ? {}
      : {
          metrics: { 'test/error': { last: error, best: error, bestStep: 1000 } },
          selected: {
            metric: 'validation/error',
            step: 1000,
            value: error,
            values: { 'validation/error': error, 'test/error': error },
          },
        }),
    ...changes,
  });
}
