import { expect, it } from 'vitest';
import { interfaceMetrics } from '#engine/run/interface-metrics';

it('names the quality of every interface, each measure only where it is defined', () => {
  const metrics = interfaceMetrics(
    new Map([
      [
        'a->b' as const,
        { cosine: 0.5, relativeError: 0.9, synthesizerLoss: 3, gradientAt: new Map() },
      ],
      [
        'b->c' as const,
        { cosine: null, relativeError: null, synthesizerLoss: 2, gradientAt: new Map() },
      ],
      [
        'c->c' as const,
        {
          cosine: -1,
          relativeError: 1,
          synthesizerLoss: null,
          gradientAt: new Map([
            [1, 0.25],
            [8, 0.125],
          ]),
        },
      ],
    ]),
  );
  expect(metrics).toEqual([
    ['interface/a->b/cosine', 0.5],
    ['interface/a->b/relative-error', 0.9],
    ['interface/a->b/synthesizer-loss', 3],
    ['interface/b->c/synthesizer-loss', 2],
    ['interface/c->c/cosine', -1],
    ['interface/c->c/relative-error', 1],
    ['gradient/c->c/at-1', 0.25],
    ['gradient/c->c/at-8', 0.125],
  ]);
});
