import { describe, expect, it } from 'vitest';
import type { Curve } from '#spec/curves';
import type { Node } from '#spec/nodes';
import type { TrainedRun } from '#spec/run';
import {
  listExaminedSteps,
  listLiveMetrics,
  logLength,
  readAt,
  readLiveEdge,
  readLiveNode,
  readNewest,
} from '../../../src-renderer/stores/live-values';

const summary = (last: number): TrainedRun['metrics'][string] => ({
  last,
  best: last,
  bestStep: 1,
});
const metrics = {
  'train/loss': summary(0.5),
  'train/error': summary(0.25),
  'interface/a->b/cosine': summary(0.75),
  'interface/a->b/relative-error': summary(0.6),
  'edge/a->b/true-gradient': summary(2),
  'edge/a->b/synthetic-gradient': summary(1),
  'layer/a/dead': summary(0.125),
  'layer/a/weights': summary(3),
  'module/a/updates': summary(40),
};
const dense = { kind: 'dense', units: 2 } as Node;
const loss = { kind: 'meanSquaredError', target: 'y' } as Node;

const examined = {
  spec: { diagnostics: { every: 100 } },
  step: 100,
  parent: null,
} as never as Pick<TrainedRun, 'spec' | 'step' | 'parent'>;

describe('values on the canvas', () => {
  it('have no count of updates that is older than the first step', () => {
    const before = { 'module/a/updates': summary(0), 'train/loss': summary(0.5) };
    const read = (step: number) => readNewest({ ...examined, step, metrics: before });
    expect(readLiveNode('a', dense, read(99))).toEqual({});
    expect(readLiveNode('loss', loss, read(99))).toEqual({ loss: 0.5 });
    // At step 0 and after the second count, none is what was counted.
    expect(readLiveNode('a', dense, read(0))).toEqual({ moduleUpdates: 0 });
    expect(readLiveNode('a', dense, read(100))).toEqual({ moduleUpdates: 0 });
  });

  it('are those of edges, layers, modules and the loss, not of evaluations', () => {
    expect(listLiveMetrics({ metrics })).toEqual([
      'train/loss',
      'interface/a->b/cosine',
      'edge/a->b/true-gradient',
      'edge/a->b/synthetic-gradient',
      'layer/a/dead',
      'layer/a/weights',
      'module/a/updates',
    ]);
  });

  it('stand at the card and the edge they are of, without what was not measured', () => {
    const read = readNewest({ ...examined, metrics });
    expect(readLiveNode('a', dense, read)).toEqual({ dead: 0.125, weights: 3, moduleUpdates: 40 });
    expect(readLiveNode('b', dense, read)).toEqual({});
    expect(readLiveNode('loss', loss, read)).toEqual({ loss: 0.5 });
    expect(readLiveEdge('a->b', read)).toEqual({ truth: 2, synthetic: 1, cosine: 0.75 });
    expect(readLiveEdge('x->a', read)).toEqual({});
  });

  it('have no cosine where one of the gradients is zero', () => {
    const none = { ...metrics, 'edge/a->b/synthetic-gradient': summary(0) };
    const read = readNewest({ ...examined, metrics: none });
    expect(readLiveEdge('a->b', read)).toEqual({ truth: 2, synthetic: 0 });
  });

  it('of several losses are those of each', () => {
    const read = readNewest({
      ...examined,
      metrics: { ...metrics, 'train/loss/odd': summary(0.2), 'train/loss/even': summary(0.3) },
    });
    expect(readLiveNode('even', loss, read)).toEqual({ loss: 0.3 });
  });

  it('at an earlier step are the last ones up to it', () => {
    const curve = {
      x: Float32Array.of(0, 100, 200),
      y: Float32Array.of(5, 6, 7),
    } as Partial<Curve>;
    const at = (step: number): number | undefined =>
      readAt((metric) => (metric === 'a/b' ? (curve as Curve) : undefined), step)('a/b');
    expect([-1, 0, 99, 100, 250].map(at)).toEqual([undefined, 5, 5, 6, 7]);
    expect(readAt(() => undefined, 5)('a/b')).toBeUndefined();
  });

  it('were measured at every so many steps, from where the run began', () => {
    const run = (step: number, every: number, from?: number): TrainedRun =>
      ({
        step,
        spec: { diagnostics: { every } },
        parent: from === undefined ? null : { runId: 'p', step: from },
      }) as TrainedRun;
    expect(listExaminedSteps(run(250, 100))).toEqual([0, 100, 200]);
    expect(listExaminedSteps(run(400, 100, 150))).toEqual([200, 300, 400]);
    expect(listExaminedSteps(run(50, 100, 20))).toEqual([]);
    expect(listExaminedSteps(run(250, 0))).toEqual([]);
  });

  it('are drawn on a logarithmic scale from a millionth to a hundred', () => {
    expect([0, 1e-7, 1e-6, 1e-2, 100, 1e5].map(logLength)).toEqual([0, 0, 0, 0.5, 1, 1]);
  });
});
