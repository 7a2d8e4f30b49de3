import { describe, expect, it } from 'vitest';
import { findModuleLocks, listLearningModules } from '#spec/module-locks';
import type { LossNode } from '#spec/nodes';
import type { Method } from '#spec/training';
import { buildExperiment } from '../../renderer/editor/experiment';
import { template } from './make';

const chain = 'image>a a/b b/c c>loss';

function passes(text: string, method: Method): Record<string, number | null> {
  const experiment = buildExperiment(text);
  const spec = { ...experiment, training: { ...experiment.training, method } };
  return Object.fromEntries(findModuleLocks(spec).map(({ module, passes }) => [module, passes]));
}

describe('the locks of modules', () => {
  it('count the passes of all modules above under backprop, forward and backward', () => {
    // a waits for b and c forward, then for c and b backward.
    expect(passes(chain, 'backprop')).toEqual({ a: 4, b: 2, c: 0 });
  });

  it('are gone with synthetic gradients', () => {
    expect(passes(chain, 'dni')).toEqual({ a: 0, b: 0, c: 0 });
  });

  it('are none where no gradient arrives, since the module never updates', () => {
    expect(passes(chain, 'none')).toEqual({ a: null, b: null, c: 0 });
    const experiment = buildExperiment(chain);
    const training = { ...experiment.training, method: 'none' as const };
    expect(listLearningModules({ ...experiment, training })).toEqual(['c']);
  });

  it('follow the longest way to the losses', () => {
    // a → b → c and a → d: d has a loss of its own, and waits for nothing.
    const { model, ...rest } = buildExperiment('image>a a/b b/c c>loss a/d d>loss2');
    const nodes = { ...model.nodes, loss2: model.nodes['loss'] as LossNode };
    const training = { ...rest.training, method: 'backprop' as const };
    const locks = findModuleLocks({ ...rest, model: { ...model, nodes }, training });
    expect(Object.fromEntries(locks.map((lock) => [lock.module, lock.passes]))).toEqual({
      a: 4,
      b: 2,
      c: 0,
      d: 0,
    });
  });

  it('have the ticks of the window of each module on a stream', () => {
    const decoupled = template('counting-dni');
    const locked = template('counting-locked');
    const ticks = (spec: typeof decoupled): (number | null)[] =>
      findModuleLocks(spec).map((lock) => lock.ticks);
    // The slow network of the decoupled pair updates every 16 ticks, the fast one every 4; the locked pair together.
    expect(ticks(decoupled).toSorted((x, y) => (x ?? 0) - (y ?? 0))).toEqual([4, 16]);
    expect(new Set(ticks(locked))).toEqual(new Set([16]));
    expect(findModuleLocks(template('mnist-cdni')).map((lock) => lock.ticks)).toEqual([1, 1, 1]);
  });

  it('have no number of ticks where the window grows with the task', () => {
    const experiment = template('copy-dni');
    const training = { ...experiment.training, method: 'backprop' as const, fullUnroll: undefined };
    expect(findModuleLocks({ ...experiment, training })[0]?.ticks).toBeNull();
  });
});
