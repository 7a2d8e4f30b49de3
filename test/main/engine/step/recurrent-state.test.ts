import { expect, it } from 'vitest';
import type { PastWindow } from '#engine/step/recurrent-state';
import {
  experiment,
  expectClose,
  onPlainCpu,
  symbolFields,
  symbolStreams,
  Trainer,
  valuesOf,
  weightsOf,
  windowOf,
} from '../helpers';

const [rows, ticks, units] = [2, 24, 4];

/** A layer at every tick, a core at every fourth whose windows of eight ticks are four steps of two. */
const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: 'dense', units, activation: 'tanh' },
      b: { kind: 'rnn', units: 3, period: 4 },
      out: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'symbol' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
      {
        from: 'b',
        to: 'b',
        delay: 1,
        decoupled: { synthesizer: { hidden: [] }, auxiliary: true },
      },
      { from: 'b', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  },
  task: { kind: 'sequence', dataset: 'd' },
  // Weights stay as they are, so that messages can be told by hand.
  training: { steps: 12, batch: rows, unroll: 2, optimizer: { kind: 'sgd', rate: 1e-30 } },
});
const data = symbolStreams(rows, ticks);

onPlainCpu();

const copyOf = ({ states, sent }: PastWindow): { states: number[][]; sent: number[][] } => ({
  states: [...states.values()].map(valuesOf),
  sent: [...sent.values()].flatMap((pieces) => pieces.map(valuesOf)),
});

it('keeps the window that a module is in, and the one before it', () => {
  const trainer = new Trainer(spec, symbolFields);
  const { memory } = trainer;
  const weights = weightsOf(trainer.network);
  const column = (unit: number): number[] =>
    [0, 1, 2].map((row) => weights['a/kernel']?.[row * units + unit] ?? Number.NaN);
  /** What `a` says at a tick (from 0), row by row. */
  const said = (tick: number): number[] =>
    Array.from({ length: rows }, (_, row) => {
      const x = data.x.values.slice((row * ticks + tick) * 3, (row * ticks + tick) * 3 + 3);
      return Array.from({ length: units }, (__, unit) =>
        Math.tanh(
          column(unit).reduce((sum, weight, index) => sum + weight * (x[index] ?? 0), 0) +
            (weights['a/bias']?.[unit] ?? 0),
        ),
      );
    }).flat();
  try {
    for (let step = 0; step < 12; step++) {
      const state = valuesOf(memory.states.get('b->b'));
      const before = copyOf(memory.past('b', 0));
      trainer.on(
        (length, history, back) =>
          windowOf(rows, data, null, 2 * step + 2 - back - length, length, history),
        2,
      );
      const now = copyOf(memory.past('b', 0));
      expectClose(now.sent[step % 4] ?? [], [...said(2 * step), ...said(2 * step + 1)]);
      if (step % 4 !== 0) {
        expect(now.states).toEqual(before.states);
        continue;
      }
      expect(now.states).toEqual([state]);
      expect(copyOf(memory.past('b', 1))).toEqual(before);
    }
    // Something was remembered at all: in the second window and in the third.
    expect(valuesOf(memory.past('b', 1).states.get('b->b')).some((value) => value !== 0)).toBe(
      true,
    );
  } finally {
    trainer.dispose();
  }
});
