import { describe, expect, it } from 'vitest';
import {
  fieldTitle,
  listDifferingSettings,
  listSettings,
  metricField,
  parseMetricField,
  readField,
  readNumber,
} from '#analysis/run-field';
import { trainedRunSchema, type TrainedRun } from '#spec/run';
import { template } from '../spec/make';

const names = ['recall-dni', 'mnist-cdni', 'mnist-cnn-cdni', 'counting-dni', 'three-levels'];

function makeRun(changes: Partial<TrainedRun> = {}): TrainedRun {
  const spec = template('recall-dni');
  return trainedRunSchema.parse({
    version: 1,
    id: 'r1',
    name: 'First',
    modelId: 'recall-dni',
    spec,
    method: 'dni',
    seed: 3,
    status: 'finished',
    failure: null,
    pid: null,
    created: '2026-11-29T08:00:00.000Z',
    started: null,
    ended: null,
    step: 500,
    seconds: 12.5,
    environment: null,
    parameters: 99,
    notes: '',
    tags: ['good', 'paper'],
    color: 0,
    metrics: {
      'train/loss': { last: 0.5, best: 0.25, bestStep: 300, worst: 4 },
      'test/error': { last: 0.4, best: 0.1, bestStep: 100, notFiniteAt: 500 },
      'interface/core->core/cosine': { last: 0.5, best: 0.75, bestStep: 200, worst: -0.5 },
    },
    selected: {
      metric: 'validation/error',
      step: 200,
      value: 0.2,
      values: { 'validation/error': 0.2, 'test/error': 0.3 },
    },
    ...changes,
  });
}

describe('a metric field', () => {
  it('names a metric, with the value that is picked', () => {
    expect(parseMetricField('test/error')).toEqual({ metric: 'test/error', pick: 'chosen' });
    expect(parseMetricField('train/loss@min')).toEqual({ metric: 'train/loss', pick: 'min' });
    expect(parseMetricField('interface/core->core/cosine@last')).toEqual({
      metric: 'interface/core->core/cosine',
      pick: 'last',
    });
    // A loss may be called so.
    expect(parseMetricField('test/error/a@b')).toEqual({
      metric: 'test/error/a@b',
      pick: 'chosen',
    });
    expect(parseMetricField('training.seed')).toBeNull();
    expect(metricField({ metric: 'test/error', pick: 'chosen' })).toBe('test/error');
    expect(metricField({ metric: 'test/error', pick: 'max' })).toBe('test/error@max');
  });

  it('reads the value at the step that validation has chosen, the last, or an extreme', () => {
    const run = makeRun();
    expect(readField(run, 'test/error')).toBe(0.3);
    expect(readField(run, 'test/error@last')).toBeNaN();
    expect(readField(run, 'test/error@best')).toBe(0.1);
    expect(readField(run, 'train/loss')).toBe(0.5);
    expect(readField(run, 'train/loss@min')).toBe(0.25);
    expect(readField(run, 'train/loss@max')).toBe(4);
    // Of a cosine the larger one is better, so the worst is the smallest.
    expect(readField(run, 'interface/core->core/cosine@max')).toBe(0.75);
    expect(readField(run, 'interface/core->core/cosine@min')).toBe(-0.5);
    expect(readField(run, 'train/error')).toBeNull();
    // A run of an earlier version has not recorded the worst value.
    expect(readField(run, 'test/error@max')).toBeNull();
  });

  it('is a number only where it is finite', () => {
    expect(readNumber(makeRun(), 'test/error')).toBe(0.3);
    expect(readNumber(makeRun(), 'test/error@last')).toBeNull();
    expect(readNumber(makeRun(), 'run.name')).toBeNull();
  });
});

describe('a setting or a property', () => {
  it('is read by its path', () => {
    const run = makeRun();
    expect(readField(run, 'training.seed')).toBe(run.spec.training.seed);
    expect(readField(run, 'task.kind')).toBe(run.spec.task.kind);
    expect(readField(run, 'run.tags')).toBe('good, paper');
    expect(readField(run, 'run.study')).toBeNull();
    expect(readField(run, 'run.parent')).toBeNull();
    expect(readField(run, 'training.nothing.more')).toBeNull();
    expect(readField(run, 'training.toString')).toBeNull();
  });

  it('is one of the settings that are listed, edges by their ends', () => {
    const run = makeRun();
    const settings = listSettings(run);
    for (const [field, value] of settings) expect(readField(run, field)).toBe(value);
    expect([...settings.keys()].some((field) => field.includes('->'))).toBe(true);
    expect(settings.get('training.batch')).toBe(run.spec.training.batch);
  });

  it('differs between runs where one of them lacks it', () => {
    const first = makeRun();
    const second = structuredClone(first);
    second.spec.training.seed = 9;
    second.spec.training.maxSeconds = 60;
    expect(listDifferingSettings([first, second])).toEqual([
      'training.seed',
      'training.maxSeconds',
    ]);
    expect(listDifferingSettings([first])).toEqual([]);
    expect(listDifferingSettings([])).toEqual([]);
  });

  it('differs where the listed settings of any two runs do, whatever their models', () => {
    const runs = names.map(template).map((spec) => ({ ...makeRun(), spec }));
    const byHand = new Set<string>();
    for (const run of runs)
      for (const other of runs)
        for (const [field, value] of listSettings(run))
          if (!listSettings(other).has(field) || listSettings(other).get(field) !== value)
            byHand.add(field);
    expect(byHand.size).toBeGreaterThan(100);
    expect(new Set(listDifferingSettings(runs))).toEqual(byHand);
    expect(listDifferingSettings(runs)).toHaveLength(byHand.size);
  });
});

it('knows where a run was trained', () => {
  expect(readField(makeRun(), 'run.place')).toBe('this computer');
  const job = { id: 'j', place: 'Group cluster' };
  expect(readField(makeRun({ job }), 'run.place')).toBe('Group cluster');
});

it('has a title', () => {
  expect(fieldTitle('test/error')).toBe('Test error');
  expect(fieldTitle('train/loss@min')).toBe('Train loss, min');
  expect([fieldTitle(''), fieldTitle('model.width')]).toEqual(['nothing', 'model.width']);
  expect(fieldTitle('run.seconds')).toBe('Training time');
  expect(fieldTitle('training.optimizer.rate')).toBe('rate');
  expect(fieldTitle('model.nodes.core.units')).toBe('core units');
});
