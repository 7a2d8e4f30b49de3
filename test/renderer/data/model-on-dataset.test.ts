import { expect, it } from 'vitest';
import type { Field, Fields } from '#spec/task';
import { startModelOn } from '../../../src-renderer/data/model-on-dataset';
import type { Dataset } from '../../../src-renderer/stores/datasets.svelte';
import { buildExperiment } from '../editor/experiment';

const taskOn = (dataset: Partial<Dataset>) => {
  const counts = { train: 200, validation: 0, test: 0 };
  const whole = { id: 'mine', name: 'Mine', format: 'csv', counts, ...dataset } as Dataset;
  return startModelOn(whole, buildExperiment('image>loss')).task;
};
const features: Field = { kind: 'values', shape: [3] };
const labelled: Fields = { features, label: { kind: 'label', classes: 2 } };

it('reads examples with a target, and cuts the parts that they do not have', () => {
  const task = { kind: 'dataset', dataset: 'mine', fields: labelled };
  expect(taskOn({ fields: labelled })).toEqual({ ...task, validation: 20, test: 20 });
  const counts = { train: 200, validation: 50, test: 9 };
  expect(taskOn({ fields: labelled, counts })).toEqual(task);
  // Nothing can be cut from so few.
  expect(taskOn({ fields: labelled, counts: { train: 9, validation: 0, test: 0 } })).toEqual(task);
});

it('reads rows with nothing to predict as a sequence that predicts its next row', () => {
  expect(taskOn({ fields: { features } })).toMatchObject({
    ...{ kind: 'sequence', dataset: 'mine', ahead: 1, validation: 20, test: 20 },
  });
});

it('reads a text by its characters', () => {
  expect(taskOn({ format: 'text', fields: {} })).toMatchObject({
    ...{ kind: 'text', dataset: 'mine', unit: 'character' },
  });
});
