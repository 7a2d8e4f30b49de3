import { expect, it } from 'vitest';
import { findDivergence } from '#engine/run/divergence';

it('names the step and the loss that is not finite', () => {
  const error = findDivergence(25, [
    ['train/error', 0.5],
    ['train/loss', Number.NaN],
  ]);
  expect(error).toMatchObject({ kind: 'validation', details: { failedStep: 25 } });
  expect(error?.message).toMatch(/^The loss is NaN at step 25: training has diverged\. Lower/);
});

it('finds it at one of several loss nodes, when the sum of all is not known', () => {
  const error = findDivergence(3, [
    ['train/loss/near', 1],
    ['train/loss/far', Infinity],
  ]);
  expect(error?.message).toMatch(/^The loss 'far' is Infinity at step 3/);
});

it('looks at losses alone: a perplexity may overflow', () => {
  expect(
    findDivergence(3, [
      ['train/loss', 800],
      ['train/perplexity', Infinity],
    ]),
  ).toBeNull();
  expect(findDivergence(3, [])).toBeNull();
});
