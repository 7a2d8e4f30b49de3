import { expect, it } from 'vitest';
import { examinationMetrics } from '#engine/run/examination-metrics';

it('names what was measured at interfaces, edges and layers, and leaves out what was not', () => {
  const metrics = examinationMetrics({
    interfaces: new Map([
      [
        'a->b' as const,
        { cosine: 0.5, relativeError: 0.9, synthesizerLoss: null, gradientAt: new Map() },
      ],
    ]),
    gradients: new Map([
      ['a->b' as const, { truth: 2, synthetic: 0.25 }],
      ['b->loss' as const, { truth: 0, synthetic: null }],
    ]),
    layers: new Map([
      ['a', { dead: 0, activations: 1.5, weights: 0.125, updates: null }],
      ['pool', { dead: null, activations: 3, weights: null, updates: null }],
    ]),
  });
  expect(metrics).toEqual([
    ['interface/a->b/cosine', 0.5],
    ['interface/a->b/relative-error', 0.9],
    ['edge/a->b/true-gradient', 2],
    ['edge/a->b/synthetic-gradient', 0.25],
    ['edge/b->loss/true-gradient', 0],
    ['layer/a/dead', 0],
    ['layer/a/activations', 1.5],
    ['layer/a/weights', 0.125],
    ['layer/pool/activations', 3],
  ]);
});
