import { describe, expect, it } from 'vitest';
import { applySetting } from '#spec/apply-setting';

const spec = {
  training: { steps: 5 },
  model: {
    edges: [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ],
  },
};

describe('applySetting', () => {
  it('reads values as JSON, else as text, and does not change its argument', () => {
    expect(applySetting(spec, 'training.steps=7')).toMatchObject({ training: { steps: 7 } });
    expect(applySetting(spec, 'training.method=dni')).toMatchObject({
      training: { method: 'dni', steps: 5 },
    });
    expect(applySetting(spec, 'note=a=b->c')).toMatchObject({ note: 'a=b->c' });
    expect(applySetting(spec, 'new.list=[1,2]')).toMatchObject({ new: { list: [1, 2] } });
    expect(spec.training).toEqual({ steps: 5 });
  });
  it.each(['b->c', '1'])('finds a list item by %s', (name) => {
    expect(applySetting(spec, `model.edges.${name}.x.y=true`)).toMatchObject({
      model: {
        edges: [
          { from: 'a', to: 'b' },
          { from: 'b', to: 'c', x: { y: true } },
        ],
      },
    });
  });
  it.each([
    ['training.steps', 'does not say what to set'],
    ['=5', 'does not say what to set'],
    ['training.steps.x=5', "leads through 'training.steps', but what is there is 5, not an object"],
    ['model.edges.a->c.x=1', "names 'a->c', which is not in the list"],
  ])('rejects %s', (assignment, sentence) => {
    expect(() => applySetting(spec, assignment)).toThrow(sentence);
  });
});
