import { describe, expect, it } from 'vitest';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { reasonToTrainAlone, togetherKey } from '#spec/train-together';
import { spirals } from '../storage/spirals';

const key = (
  training: Partial<ExperimentInput['training']> = {},
  others: Partial<ExperimentInput> = {},
): string | null =>
  togetherKey(
    experimentSchema.parse({
      version: 1,
      name: 'test',
      model: { nodes: { x: { kind: 'input', field: 'point' } }, edges: [] },
      task: { kind: 'spirals' },
      training: { steps: 10, optimizer: { kind: 'adam', rate: 0.1 }, ...training },
      ...others,
    }),
  );

describe('togetherKey', () => {
  it('is the same for other seeds, learning rates, schedules and names', () => {
    const schedule = { kind: 'step' as const, at: [5], factor: 0.1 };
    expect(key()).toBeTypeOf('string');
    expect(key({ seed: 7 })).toBe(key());
    expect(key({ optimizer: { kind: 'adam', rate: 0.2, schedule } })).toBe(key());
    expect(key({}, { name: 'another' })).toBe(key());
  });

  it.each<[string, Partial<ExperimentInput['training']>]>([
    ['batch', { batch: 8 }],
    ['method', { method: 'none' }],
    ['number of steps', { steps: 20 }],
    ['momentum', { optimizer: { kind: 'adam', rate: 0.1, beta1: 0.5 } }],
    ['weight decay', { optimizer: { kind: 'adam', rate: 0.1, weightDecay: 0.1 } }],
    ['optimizer', { optimizer: { kind: 'sgd', rate: 0.1 } }],
    ['interval of evaluations', { evaluateEvery: 5 }],
  ])('differs with another %s', (_, training) => {
    expect(key(training)).not.toBe(key());
  });

  it('is null where the steps of runs differ by chance or by what they learn, or are not compiled', () => {
    const copy = { kind: 'copy', length: 5 } as unknown as ExperimentInput['task'];
    expect(key({ updateProbability: 0.5 })).toBeNull();
    expect(key({ updateProbability: 0.5, method: 'backprop' })).toBeTypeOf('string');
    expect(key({ compiled: false })).toBeNull();
    expect(key({ xla: true })).toBeNull();
    const modules = { m: { updateProbability: 0.5 } };
    const model = { nodes: { x: { kind: 'input', field: 'point' } }, edges: [], modules };
    expect(key({}, { model: model as unknown as ExperimentInput['model'] })).toBeNull();
    expect(key({}, { task: copy })).toBeNull();
    expect(key({}, { task: { ...copy, curriculum: false } as ExperimentInput['task'] })).toBeTypeOf(
      'string',
    );
  });
});

describe('reasonToTrainAlone', () => {
  const base = spirals();
  const withTraining = (changes: Partial<Experiment['training']>): Experiment => ({
    ...base,
    training: { ...base.training, ...changes },
  });
  const curriculum = { ...base.task, curriculum: { window: 10 } } as unknown as Experiment['task'];
  const modules = { a: { device: 'cpu' } } as unknown as Experiment['model']['modules'];

  it.each<[string, Experiment, string | null]>([
    ['that is plain', base, null],
    [
      'with sparse updates',
      withTraining({ method: 'dni', updateProbability: 0.5 }),
      'Runs with sparse updates train alone: their modules update at different steps.',
    ],
    [
      'with a curriculum',
      { ...base, task: curriculum },
      'Runs with a curriculum train alone: their steps depend on what they have learnt.',
    ],
    [
      'with devices',
      { ...base, model: { ...base.model, modules } },
      'Runs whose modules have devices of their own train alone.',
    ],
    [
      'op by op',
      withTraining({ compiled: false }),
      'Runs whose steps are not compiled train alone.',
    ],
    ['with XLA', withTraining({ xla: true }), 'Runs whose steps are compiled by XLA train alone.'],
  ])('of an experiment %s', (_, experiment, reason) => {
    expect(reasonToTrainAlone(experiment)).toBe(reason);
    expect(togetherKey(experiment) === null).toBe(reason !== null);
  });
});
