import { expect, it } from 'vitest';
import { taskFields, taskSchema, type Fields } from '#spec/task';
import { changeTask } from '../../../src-renderer/editor/change-task';
import { buildExperiment } from './experiment';

const recall = taskSchema.parse({ kind: 'recall' });

it('replaces the fields of nodes by those with the same role in the new task', () => {
  const changed = changeTask(buildExperiment('image>a a>loss'), recall, taskFields(recall));
  expect(changed.task).toEqual(recall);
  expect(changed.model.nodes['image']).toMatchObject({ field: 'symbol', layout: 'vector' });
  expect(changed.model.nodes['loss']).toMatchObject({ target: 'recalled' });
  expect(changed.training.unroll).toBeUndefined();
  const back = changeTask(
    changed,
    taskSchema.parse({ kind: 'mnist' }),
    taskFields({ kind: 'mnist', validation: 0 }),
  );
  expect(back.model.nodes['image']).toMatchObject({ field: 'image' });
  expect(back.model.nodes['loss']).toMatchObject({ target: 'label' });
});

it('gives a loss numbers that are no input, where there is no label', () => {
  const features = { kind: 'values' as const, shape: [3] };
  const sequence = taskSchema.parse({ kind: 'sequence', dataset: 'motion', ahead: 1 });
  const spec = buildExperiment('image>a a>loss');
  const target = (fields: Fields | null) => changeTask(spec, sequence, fields).model.nodes['loss'];
  expect(target(taskFields(sequence, { features }))).toMatchObject({ target: 'next' });
  expect(target({ features, value: features })).toMatchObject({ target: 'value' });
  expect(target({ features })).toMatchObject({ target: 'features' });
});

it('keeps fields that exist in the new task, and all fields if those of the task are unknown', () => {
  const counting = taskSchema.parse({ kind: 'counting' });
  const spec = buildExperiment('image>a a>loss');
  expect(changeTask(spec, counting, taskFields(counting)).model.nodes['image']).toEqual(
    spec.model.nodes['image'],
  );
  const text = taskSchema.parse({ kind: 'text' });
  expect(changeTask(spec, text, null).model).toEqual(spec.model);
});

it('sets an unroll length in a recurrent model that has none', () => {
  const spec = buildExperiment('image>core core~core core>loss');
  expect(changeTask(spec, recall, taskFields(recall)).training.unroll).toBe(8);
  const withUnroll = { ...spec, training: { ...spec.training, unroll: 3 } };
  expect(changeTask(withUnroll, recall, taskFields(recall)).training.unroll).toBe(3);
});
