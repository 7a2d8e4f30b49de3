import { describe, expect, it } from 'vitest';
import { createHistory, pushVersion, undo } from '../../../src-renderer/editor/history';
import { listSteps } from '../../../src-renderer/editor/history-steps';
import { buildExperiment } from './experiment';

const first = buildExperiment('image>a a/b b>loss');
const second = { ...first, training: { ...first.training, batch: 7 } };
const third = { ...second, name: 'Wider' };
const history = [second, third].reduce(
  (made, spec) => pushVersion(made, spec, null, 0),
  createHistory(first),
);
const shown = (of: typeof history) =>
  listSteps(of).map(({ undos, changes }) => [undos, ...changes.map(({ text }) => text)]);
const named = `name: ${first.name} → Wider`;
const batch = `training.batch: ${first.training.batch} → 7`;

describe('the steps of a history', () => {
  it('say what each version has changed, the newest first', () => {
    expect(shown(history)).toEqual([[0, named], [1, batch], [2]]);
  });

  it('have those that were undone above the present one', () => {
    expect(shown(undo(history))).toEqual([[-1, named], [0, batch], [1]]);
  });

  it('are as many as are read, around the present one', () => {
    const long = Array.from({ length: 120 }, (_, index) => ({
      ...first,
      name: `n${index}`,
    })).reduce((made, spec) => pushVersion(made, spec, null, 0), createHistory(first));
    const steps = listSteps(long);
    expect([steps.length, steps[0]?.undos, steps.at(-1)?.undos]).toEqual([50, 0, 49]);
    expect(steps.at(-1)?.changes).toHaveLength(1);
  });
});
