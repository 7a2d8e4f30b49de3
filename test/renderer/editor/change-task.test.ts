import { expect, it } from 'vitest';
import { taskFields, taskSchema } from '#spec/task';
import { withTask } from '../../../src-renderer/editor/change-task';
import { experimentOf } from './experiment';

const recall = taskSchema.parse({ kind: 'recall' });

it('reads what the new task offers in the same roles', () => {
  const changed = withTask(experimentOf('image>a a>loss'), recall, taskFields(recall));
  expect(changed.task).toEqual(recall);
  expect(changed.model.nodes['image']).toMatchObject({ field: 'symbol', layout: 'vector' });
  expect(changed.model.nodes['loss']).toMatchObject({ target: 'recalled' });
  expect(changed.training.unroll).toBeUndefined();
  const back = withTask(
    changed,
    taskSchema.parse({ kind: 'mnist' }),
    taskFields({ kind: 'mnist', validation: 0 }),
  );
  expect(back.model.nodes['image']).toMatchObject({ field: 'image' });
  expect(back.model.nodes['loss']).toMatchObject({ target: 'label' });
});

it('keeps what still fits, and all where the fields are not known', () => {
  const counting = taskSchema.parse({ kind: 'counting' });
  const of = experimentOf('image>a a>loss');
  expect(withTask(of, counting, taskFields(counting)).model.nodes['image']).toEqual(
    of.model.nodes['image'],
  );
  const text = taskSchema.parse({ kind: 'text' });
  expect(withTask(of, text, null).model).toEqual(of.model);
});

it('unrolls a recurrent model for a start', () => {
  const of = experimentOf('image>core core~core core>loss');
  expect(withTask(of, recall, taskFields(recall)).training.unroll).toBe(8);
  const own = { ...of, training: { ...of.training, unroll: 3 } };
  expect(withTask(own, recall, taskFields(recall)).training.unroll).toBe(3);
});
