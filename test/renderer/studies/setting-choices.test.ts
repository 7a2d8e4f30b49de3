import { describe, expect, it } from 'vitest';
import { template } from '../../main/spec/make';
import {
  labelSetting,
  listSettingChoices,
  searchSettings,
} from '../../../src-renderer/studies/setting-choices';

const spec = template('recall-dni');
const choices = listSettingChoices(spec);
const find = (path: string) => choices.find((choice) => choice.path === path);

describe('listSettingChoices', () => {
  it('lists the settings of the model with their labels and values', () => {
    expect(find('training.optimizer.rate')).toMatchObject({ label: 'Learning rate', value: 0.001 });
    expect(find('model.nodes.core.units')).toMatchObject({ label: 'Units, core', value: 64 });
    expect(find('task.delay')).toMatchObject({ label: 'Delay d', value: 6 });
    expect(find('model.edges.core->core.decoupled.synthesizer.hidden')).toMatchObject({
      label: 'Hidden layers, core → core',
      start: [[64]],
    });
    expect(find('model.edges.core->core.decoupled.optimizer.rate')?.label).toBe(
      'Learning rate, synthesizer of core → core',
    );
  });

  it('lists settings that the model leaves out', () =>
    expect(find('training.fullUnroll')).toMatchObject({ value: null, start: [null, 1] }));

  it('leaves out what only names or connects parts', () => {
    const structural = ['model.nodes.core.kind', 'model.edges.core->core.from', 'task.kind'];
    expect(choices.filter(({ path }) => structural.includes(path))).toEqual([]);
  });

  it('offers all values where they are few', () => {
    expect(find('training.method')?.start).toEqual(['dni', 'backprop', 'none']);
    expect(find('training.shuffle')?.start).toEqual([true, false]);
  });

  it('begins with half of a number and the number', () => {
    expect(find('training.optimizer.rate')?.start).toEqual([0.0005, 0.001]);
    expect(find('training.batch')?.start).toEqual([32, 64]);
  });

  it('has the training first', () => expect(choices[0]?.path).toBe('training.method'));
});

it('finds settings by words of their label and path', () => {
  const found = searchSettings(choices, 'RATE core').map(({ path }) => path);
  expect(found).toEqual(['model.edges.core->core.decoupled.optimizer.rate']);
  expect(searchSettings(choices, ' ')).toHaveLength(choices.length);
  expect(searchSettings(choices, 'nothing of that name')).toEqual([]);
});

it('calls a kind by what it is the kind of', () => {
  expect(find('training.optimizer.kind')?.label).toBe('Optimizer kind');
  expect(labelSetting(spec, 'training.optimizer.schedule.kind')).toBe('Schedule kind');
  const labels = choices.map(({ label }) => label);
  expect(labels.filter((label, at) => labels.indexOf(label) !== at)).toEqual([]);
});

it('labels a setting without a model by its last word', () => {
  expect(labelSetting(null, 'training.updateProbability')).toBe('Update probability');
  expect(labelSetting(spec, 'training.unroll')).toBe('Unroll T');
});
