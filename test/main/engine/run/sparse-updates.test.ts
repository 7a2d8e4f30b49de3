import { describe, expect, it } from 'vitest';
import { SparseUpdates } from '#engine/run/sparse-updates';
import type { ExperimentInput } from '#spec/experiment';
import { experiment, network, numbers, onPlainCpu } from '../helpers';

const decoupled = { synthesizer: { hidden: [] } };

/** Modules a, b and c; a has a probability of its own. */
function drawing(
  training: Partial<ExperimentInput['training']>,
  own: number | undefined,
  test: (updates: SparseUpdates) => void,
): void {
  const spec = experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 1 },
        b: { kind: 'dense', units: 1 },
        c: { kind: 'dense', units: 1 },
        loss: { kind: 'meanSquaredError', target: 'y' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled },
        { from: 'b', to: 'c', decoupled },
        { from: 'c', to: 'loss' },
      ],
      modules: own === undefined ? {} : { a: { updateProbability: own } },
    },
    training: { steps: 1, optimizer: { kind: 'sgd', rate: 1 }, ...training },
  });
  const net = network(spec, numbers(1));
  test(new SparseUpdates(net, spec));
  net.dispose();
}

const draws = (updates: SparseUpdates, count: number): string[] =>
  Array.from({ length: count }, () => [...(updates.draw() ?? ['all'])].sort().join(''));

describe('sparse updates', () => {
  onPlainCpu();

  it('are drawn for each module by itself, with its own probability', () => {
    drawing({ updateProbability: 0.5 }, 0.1, (updates) => {
      const drawn = draws(updates, 2000);
      const share = (module: string): number =>
        drawn.filter((one) => one.includes(module)).length / 2000;
      // Six standard deviations or more of each share.
      expect(Math.abs(share('a') - 0.1)).toBeLessThan(0.05);
      expect(Math.abs(share('b') - 0.5)).toBeLessThan(0.07);
      expect(Math.abs(share('bc') - 0.25)).toBeLessThan(0.06);
    });
  });

  it('update every module where all probabilities are one, and under backprop', () => {
    drawing({}, undefined, (updates) => expect(updates.draw()).toBeNull());
    drawing({ method: 'backprop', updateProbability: 0.1 }, 0.1, (updates) =>
      expect(updates.draw()).toBeNull(),
    );
    // A module that always updates beside one that does not.
    drawing({}, 0.001, (updates) => expect(updates.draw()).toEqual(new Set(['b', 'c'])));
  });

  it('continue from a saved state', () => {
    drawing({ updateProbability: 0.5 }, undefined, (updates) => {
      draws(updates, 7);
      const saved = updates.state();
      const next = draws(updates, 20);
      expect(new Set(next).size).toBeGreaterThan(3);
      updates.restore(saved);
      expect(draws(updates, 20)).toEqual(next);
    });
  });
});
