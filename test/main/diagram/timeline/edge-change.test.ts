import { describe, expect, it } from 'vitest';
import { describeEdgeChange } from '#diagram/timeline/edge-change';
import type { EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { createCounts, parseGraph } from './models';

const counts = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 50 });
const shapes = { a: [10], b: [10] };
const change = (graph: string, id: EdgeId, sizes = counts, method: Method = 'dni') =>
  describeEdgeChange(parseGraph(graph).model, sizes, id, shapes, method);

describe('what an edge would change', () => {
  it('by being decoupled', () => {
    // One unit is the forward pass of the only module, 200 multiply-adds. Coupled: forward 1, backward 2, update at 3.
    // Decoupled: a runs forward for 0.5, backward for 1 and predicts 100 multiply-adds, 0.5: it updates at 2. A step is
    // 3.25 before and 0.5 + 1.5 + 0.25 afterwards.
    expect(change('image>a a>b b>loss', 'a->b')).toBe(
      'Decoupling a → b would let a update 1.0 passes earlier; a step 3.3 → 2.3 passes with one worker a module (a pass: that of an average module forward).',
    );
  });

  it('by being coupled again', () => {
    // One unit is 100 multiply-adds. Decoupled: a updates at 1 + 2 + 0.5, and a step is 3.75. Coupled: at 2 + 4, and 6.25.
    expect(change('image>a a/b b>loss', 'a->b')).toBe(
      'Coupling a → b would make a update 2.5 passes later; a step 3.8 → 6.3 passes with one worker a module (a pass: that of an average module forward).',
    );
  });

  it('why an update comes later, where the prediction takes longer than the wait', () => {
    // One unit is 100 multiply-adds. Decoupled: a runs forward for 1, backward for 2 and predicts 600 multiply-adds, 6: it
    // updates at 9. Coupled: at 2 + 4, which is 3 earlier.
    const costly = createCounts({ a: 100, b: 100, loss: 0 }, { 'a->b': 600 });
    expect(change('image>a a/b b>loss', 'a->b', costly)).toMatch(
      /^a does not wait for b, but predicting its gradient takes longer than that wait: coupled, it would update 3\.0 passes earlier; a step .* with one worker a module \(a pass: that of an average module forward\)\.$/,
    );
    // One unit is 110 multiply-adds. Coupled: an update at 3. Decoupled: 300 + 900 multiply-adds, 10.9.
    const wide = createCounts({ a: 100, b: 10, loss: 0 });
    expect(
      describeEdgeChange(parseGraph('image>a a>b b>loss').model, wide, 'a->b', { a: [30] }, 'dni'),
    ).toMatch(
      /^Decoupling a → b would make a update 7\.9 passes later, as predicting its gradient takes longer than waiting for b; a step /,
    );
  });

  it('nothing, where the update and the step stay as they are', () => {
    // One unit is 10,000 multiply-adds, of which b takes 1. Coupled: an update at 3, a step 3.25. Decoupled: a takes
    // 3 × 0.9999 and predicts 100 multiply-adds, 0.01: an update at 3.0097, a step 3.2597.
    const uneven = createCounts({ a: 9999, b: 1, loss: 0 });
    expect(change('image>a a>b b>loss', 'a->b', uneven)).toBe(
      'Decoupling a → b would change nothing: a updates at the same time, and a step takes 3.3 passes with one worker a module either way (a pass: that of an average module forward).',
    );
  });

  it('nothing, where another path joins its ends', () => {
    const sizes = createCounts({ a: 100, b: 100, sum: 0, loss: 0 });
    expect(change('image>a a>b b>sum a>sum sum>loss', 'a->b', sizes)).toBe(
      'Decoupling a → b alone unlocks nothing: another coupled path joins its ends.',
    );
    expect(change('image>a a/b b>sum a>sum sum>loss', 'a->b', sizes)).toBe(
      'Coupling a → b changes no module: another coupled path joins its ends already.',
    );
  });

  it('is nothing at the ends of a model', () => {
    expect(change('image>a a>b b>loss', 'image->a')).toBe(
      'image → a carries data: nothing before it learns, so there is no gradient to predict.',
    );
    expect(change('image>a a>b b>loss', 'b->loss')).toBe(
      'b → loss leads into a loss, which returns the gradient at once: there is nothing to wait for.',
    );
    expect(change('image>a a>loss loss>b', 'loss->b')).toBe(
      'loss → b comes out of a loss, which sends no message.',
    );
    expect(change('image>a a>loss', 'a->b')).toBeNull();
  });

  it('is told without figures before all sizes are known', () => {
    const unknown = { ...counts, unknown: { nodes: ['a'], interfaces: [] } };
    expect(change('image>a a>b b>loss', 'a->b', unknown)).toBe(
      'Decoupling a → b would let a update without waiting for the gradient of b.',
    );
    expect(change('image>a a/b b>loss', 'a->b', unknown)).toBe(
      'Coupling a → b would make a wait for the gradient of b.',
    );
  });

  it('is nothing where an edge leads to a tick that a set of examples does not have', () => {
    const { model } = parseGraph('image>a a>b b>loss b>a');
    for (const edge of model.edges) if (edge.from === 'b' && edge.to === 'a') edge.delay = 1;
    expect(describeEdgeChange(model, counts, 'b->a', shapes, 'dni')).toBe(
      'b → a takes its message to the next tick, and a set of examples has one: it carries nothing.',
    );
  });

  it('nothing with backprop, which sends the gradient through every edge', () => {
    expect(change('image>a a/b b>loss', 'a->b', counts, 'backprop')).toBe(
      'Coupling a → b would change nothing with backprop: a waits for the gradient of b either way.',
    );
    expect(change('image>a a>b b>loss', 'a->b', counts, 'backprop')).toBe(
      'Decoupling a → b would change nothing with backprop: a waits for the gradient of b either way.',
    );
  });

  it('without gradients, by what is learnt', () => {
    expect(change('image>a a/b b>loss', 'a->b', counts, 'none')).toBe(
      'Coupling a → b would make a wait for the gradient of b, without which it learns nothing.',
    );
    expect(change('image>a a>b b>loss', 'a->b', counts, 'none')).toBe(
      'Decoupling a → b would cut off the gradient of b: a would not wait for it, and learn nothing.',
    );
    const sizes = createCounts({ a: 100, b: 100, sum: 0, loss: 0 });
    expect(change('image>a a>b b>sum a>sum sum>loss', 'a->b', sizes, 'none')).toBe(
      'Decoupling a → b would cut off the gradient of b: a would learn from its other edges only.',
    );
    expect(change('image>a a/b b>sum a>sum sum>loss', 'a->b', sizes, 'none')).toBe(
      'Coupling a → b would let a learn from the gradient of b through it too.',
    );
    expect(change('image>a a/b b/loss', 'a->b', counts, 'none')).toBe(
      'No gradient arrives at b, so a learns nothing through a → b either way.',
    );
  });
});
