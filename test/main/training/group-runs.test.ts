import { describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { groupRuns } from '#training/group-runs';
import { spirals } from '../storage/spirals';

const withTraining = (training: Partial<Experiment['training']>): Experiment => {
  const spec = spirals();
  return { ...spec, training: { ...spec.training, ...training } };
};

/** A run named `seed` or `seed@step`. */
const run = (seed: number, training: Partial<Experiment['training']> = {}, step?: number) => ({
  name: step === undefined ? `${seed}` : `${seed}@${step}`,
  wanted: { spec: withTraining({ seed, ...training }) },
  run: step === undefined ? null : { step },
});

function names(runs: ReturnType<typeof run>[], slots: number, most: number): string[] {
  return groupRuns(runs, slots, () => most).map((group) => group.map(({ name }) => name).join(' '));
}

describe('groupRuns', () => {
  it('spreads runs that are alike evenly over the slots', () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => run(seed));
    expect(names(eight, 2, 16)).toEqual(['1 2 3 4', '5 6 7 8']);
    expect(names(eight, 1, 16)).toEqual(['1 2 3 4 5 6 7 8']);
    // Groups of at most three are three for one slot, and four, two for each, for two slots.
    expect(names(eight, 1, 3)).toEqual(['1 2', '3 4 5', '6 7 8']);
    expect(names(eight, 2, 3)).toEqual(['1 2', '3 4', '5 6', '7 8']);
    expect(names(eight.slice(0, 2), 4, 16)).toEqual(['1', '2']);
    expect(names(eight.slice(0, 3), 2, 1)).toEqual(['1', '2', '3']);
  });

  it('keeps runs apart that do something else, or stand at another step, in the order of the first of each group', () => {
    const none = { method: 'none' } as const;
    const sparse = { updateProbability: 0.5 };
    const runs = [run(1), run(2, none), run(3, sparse), run(4), run(5, none), run(6, sparse)];
    expect(names(runs, 1, 16)).toEqual(['1 4', '2 5', '3', '6']);
    expect(names([run(1, {}, 20), run(2), run(3, {}, 20), run(4, {}, 0)], 1, 16)).toEqual([
      '1@20 3@20',
      '2 4@0',
    ]);
  });
});
