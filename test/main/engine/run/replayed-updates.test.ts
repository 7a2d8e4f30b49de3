import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TickDataset, TickSource } from '#data/streams/tick-dataset';
import { decodeSafetensors } from '#engine/run/safetensors';
import { TrainingSession } from '#engine/run/session';
import type { ExperimentInput } from '#spec/experiment';
import { installed, onTensorFlow } from '../../tensorflow/native';
import {
  add,
  difference,
  dot,
  gradientIn,
  gradientOf,
  linear,
  multiply,
  rowsOf,
  scale,
  squared,
  sumOf,
  type Matrix,
  type Weights,
} from '../float64';
import { experiment, onPlainCpu } from '../helpers';

/*
 * A recurrent model with everything that a decoupled state can have, trained by the real session, which writes a
 * checkpoint after every update. From the first of them an independent method in float64 makes the same updates:
 * losses by definition, gradients by finite differences, optimizers by their formulas.
 */

const [rows, ticks, classes, units, updates] = [2, 3, 3, 2, 6];
const [k, warmup, forgetBias] = [0.7, 2, 0.5];
const momentum = { rate: 0.2, factor: 0.9, weightDecay: 0.05 };
const adam = { rate: 0.05, beta1: Math.fround(0.9), beta2: Math.fround(0.999), epsilon: 1e-8 };
const edge = 'core->core';

/** By row, what is read at each tick: a symbol, the next one (−1: not asked), and the ticks that start a sequence. */
const length = ticks * updates + 1;
const stream = [0, 1].map((row) => ({
  symbols: Array.from({ length }, (_, tick) => (tick * 5 + (tick % 4) + row) % classes),
  targets: Array.from({ length }, (_, tick) =>
    (tick + row) % 5 === 4 ? -1 : (tick * 7 + row) % classes,
  ),
  // Within a window, with one, and right after one; each of the first windows has none in row 1.
  starts: row === 0 ? [4, 9] : [13],
}));

const dataset: TickDataset = {
  name: 'symbols',
  fields: { symbol: { kind: 'label', classes }, next: { kind: 'label', classes } },
  tables: {},
  hasSequences: true,
  open(split): TickSource | null {
    let tick = 0;
    if (split !== 'train') return null;
    return {
      ticks: null,
      curriculum: null,
      next(into, at) {
        stream.forEach(({ symbols, targets, starts }, row) =>
          into.set(
            [Number(starts.includes(tick)), symbols[tick] ?? 0, targets[tick] ?? -1],
            at + 3 * row,
          ),
        );
        tick += 1;
      },
      state: () => tick,
      restore: (state) => void (tick = state as number),
    };
  },
};

const specOf = (decoupled: Record<string, unknown>, compiled: boolean) =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'symbol' },
        core: { kind: 'lstm', units, forgetBias },
        out: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'next' },
      },
      edges: [
        { from: 'x', to: 'core' },
        {
          from: 'core',
          to: 'core',
          delay: 1,
          decoupled: {
            synthesizer: { hidden: [3], activation: 'tanh', condition: { inputs: 2 } },
            optimizer: { kind: 'adam', rate: adam.rate },
            syntheticGradientScale: k,
            warmup,
            ...decoupled,
          },
        },
        { from: 'core', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    } as ExperimentInput['model'],
    task: { kind: 'sequence', dataset: 'd' },
    training: {
      method: 'dni',
      steps: updates,
      batch: rows,
      unroll: ticks,
      compiled,
      optimizer: {
        kind: 'momentum',
        rate: momentum.rate,
        momentum: momentum.factor,
        weightDecay: momentum.weightDecay,
      },
    },
    diagnostics: { every: 0 },
  });

const oneHot = (label: number): number[] =>
  Array.from({ length: classes }, (_, index) => Number(index === label));

/** A window of one row of the stream: its ticks are numbered from 1. */
class Window {
  readonly #row: number;
  readonly #from: number;

  constructor(row: number, from: number) {
    this.#row = row;
    this.#from = from;
  }

  #at<K extends 'symbols' | 'targets'>(list: K, tick: number): number {
    return stream[this.#row]?.[list][this.#from + tick - 1] ?? -1;
  }

  /** 0 where a sequence starts at the tick, else 1. */
  keeps(tick: number): number {
    return stream[this.#row]?.starts.includes(this.#from + tick - 1) ? 0 : 1;
  }

  /** 0 where a sequence starts at any of the ticks, else 1. */
  keepsAll(first: number, last: number): number {
    let kept = 1;
    for (let tick = first; tick <= last; tick++) kept *= this.keeps(tick);
    return kept;
  }

  /** The last two inputs, the newest last. */
  context(tick: number): number[] {
    return [tick - 1, tick].flatMap((one) => oneHot(this.#at('symbols', one)));
  }

  /** States h and c at ticks 1 to T. */
  states(weights: Weights, start: readonly number[]): Matrix {
    let state = [...start];
    return Array.from({ length: ticks }, (_, index) => {
      const tick = index + 1;
      const [h = [], c = []] = rowsOf(scale(state, this.keeps(tick)), units);
      const gates = rowsOf(
        add(
          linear(weights, 'core', oneHot(this.#at('symbols', tick))),
          multiply(h, weights['core/recurrent'], 4 * units),
        ),
        units,
      );
      const [i = [], g = [], f = [], o = []] = gates;
      const sigmoid = (x = Number.NaN): number => 1 / (1 + Math.exp(-x));
      const cell = c.map(
        (value, unit) =>
          value * sigmoid((f[unit] ?? Number.NaN) + forgetBias) +
          sigmoid(i[unit]) * Math.tanh(g[unit] ?? Number.NaN),
      );
      state = [...cell.map((value, unit) => Math.tanh(value) * sigmoid(o[unit])), ...cell];
      return state;
    });
  }

  /** The sum of the losses of the window. */
  loss(weights: Weights, states: Matrix): number {
    return sumOf(
      states.map((state, index) => {
        const target = this.#at('targets', index + 1);
        if (target < 0) return 0;
        const logits = linear(weights, 'out', state.slice(0, units));
        return Math.log(sumOf(logits.map(Math.exp))) - (logits[target] ?? Number.NaN);
      }),
    );
  }
}

const head = (weights: Weights, name: string, x: readonly number[]): number[] =>
  linear(weights, `${edge}/${name}/1`, linear(weights, `${edge}/${name}/0`, x).map(Math.tanh));

/** What a run has after an update: weights, slots by name, and the states of the streams. */
interface Reference {
  weights: Weights;
  slots: Record<string, readonly number[]>;
  /** By row, the state after the last window, before it, and before the window before that. */
  states: { now: Matrix; before: Matrix; earlier: Matrix };
  /** Updates of the auxiliary head so far. */
  headUpdates: number;
}

/** One update, the `update`-th from 0. */
function advance(
  { weights, slots, states, headUpdates }: Reference,
  update: number,
  { auxiliary, trainMessage }: { auxiliary: boolean; trainMessage: boolean },
): Reference {
  const n = rows * ticks;
  const counts = update < warmup ? 0 : 1;
  const next: Matrix = [];
  const terms = states.now.map((start, row): ((at: Weights) => number) => {
    const now = new Window(row, update * ticks);
    const reached = now.states(weights, start);
    const last = reached.at(-1) ?? [];
    next.push(last);
    const beyond = scale(
      head(weights, 'synthesizer', [...last, ...now.context(ticks)]),
      counts * k * now.keeps(ticks + 1),
    );
    const unrolled = (at: Weights, from: readonly number[]): number => {
      const all = now.states(at, from);
      return now.loss(at, all) + dot(beyond, all.at(-1) ?? []);
    };
    const arriving = gradientOf((from) => unrolled(weights, from), start);
    const error = (at: Weights, state: readonly number[]): number => {
      const guess = head(at, 'synthesizer', [...state, ...now.context(0)]);
      return now.keeps(1) * squared(difference(guess, arriving));
    };
    const before = new Window(row, (update - 1) * ticks);
    const future = reached.map((state, index) =>
      scale(head(weights, 'synthesizer', [...state, ...now.context(index + 1)]), k),
    );
    const fixed = update === 0 ? [] : before.states(weights, states.before[row] ?? []);
    return (at) => {
      const own = unrolled(at, start) / n + error(at, start) / rows;
      if (update === 0) return own;
      const replayed = before.states(at, states.before[row] ?? []);
      const guesses = auxiliary
        ? replayed.map((state, index) => {
            const tick = index + 1;
            // While the synthesizer warms up the error of the head does not reach the core.
            const seen = counts === 0 ? (fixed[index] ?? []) : state;
            const kept = before.keepsAll(tick + 1, ticks) * now.keepsAll(1, tick);
            return kept * squared(difference(head(at, 'auxiliary', seen), future[index]));
          })
        : [];
      // The synthesizer with its frozen weights: the error reaches the core alone.
      const message = trainMessage
        ? now.keeps(1) *
          squared(
            difference(
              head(weights, 'synthesizer', [...(replayed.at(-1) ?? []), ...before.context(ticks)]),
              arriving,
            ),
          )
        : 0;
      return own + sumOf(guesses) / n + message / rows;
    };
  });
  const objective = (at: Weights): number => sumOf(terms.map((term) => term(at)));
  const isHead = (name: string): boolean => name.startsWith(`${edge}/auxiliary/`);
  const done: Reference = {
    weights: {},
    slots: {},
    states: { now: next, before: states.now, earlier: states.before },
    headUpdates: headUpdates + (update > 0 ? 1 : 0),
  };
  const updated: Record<string, readonly number[]> = {};
  for (const [name, values] of Object.entries(weights)) {
    const gradient = gradientIn(objective, weights, name);
    if (!name.startsWith(edge)) {
      const velocity = add(scale(slots[`${name}/velocity`] ?? [], momentum.factor), gradient);
      const isKernel = !name.endsWith('bias');
      const kept = isKernel ? 1 - momentum.rate * momentum.weightDecay : 1;
      updated[name] = difference(scale(values, kept), scale(velocity, momentum.rate));
      done.slots[`${name}/velocity`] = velocity;
      continue;
    }
    const { rate, beta1, beta2, epsilon } = adam;
    const count = isHead(name) ? done.headUpdates : update + 1;
    const isIdle = isHead(name) && update === 0;
    const slotOf = (slot: string, beta: number, added: number[]): number[] => {
      const old = slots[`${name}/${slot}`] ?? [];
      return isIdle ? [...old] : add(scale(old, beta), scale(added, 1 - beta));
    };
    const mean = slotOf('mean', beta1, gradient);
    const square = slotOf(
      'square',
      beta2,
      gradient.map((value) => value ** 2),
    );
    done.slots[`${name}/mean`] = mean;
    done.slots[`${name}/square`] = square;
    updated[name] = isIdle
      ? values
      : values.map((value, index) => {
          const [m, v] = [mean[index] ?? Number.NaN, square[index] ?? Number.NaN];
          const corrected = [m / (1 - beta1 ** count), v / (1 - beta2 ** count)] as const;
          return value - (rate * corrected[0]) / (Math.sqrt(corrected[1]) + epsilon);
        });
  }
  return { ...done, weights: updated };
}

type Arrays = Record<string, readonly number[]>;

async function read(folder: string, step: number, name: string): Promise<Arrays> {
  const file = join(folder, String(step), `${name}.safetensors`);
  const arrays = decodeSafetensors(await readFile(file), file);
  return Object.fromEntries([...arrays].map(([key, { values }]) => [key, [...values]]));
}

/** Every array of a file, the largest difference relative to the largest entry of the array. */
function expectAgreement(found: Arrays, expected: Arrays, what: string): void {
  expect(Object.keys(found).sort(), what).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const largest = Math.max(...values.map(Math.abs), 1e-6);
    const apart = difference(found[name] ?? [], values).map(Math.abs);
    expect(Math.max(...apart) / largest, `${what}: ${name}`).toBeLessThan(1e-5);
  }
}

/** Trains, and compares every array of every checkpoint with the independent method. */
async function replay(
  settings: { auxiliary: boolean; trainMessage: boolean },
  compiled: boolean,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-replay-'));
  const session = new TrainingSession(specOf(settings, compiled), dataset, folder);
  try {
    await session.save();
    for (let step = 0; step < updates; step++) {
      session.advance();
      await session.save();
    }
    expect(session.takeMessages()).toEqual([]);
    const zeros: Matrix = Array.from({ length: rows }, () => Array<number>(2 * units).fill(0));
    let reference: Reference = {
      weights: await read(folder, 0, 'weights'),
      slots: await read(folder, 0, 'optimizer'),
      states: { now: zeros, before: zeros, earlier: zeros },
      headUpdates: 0,
    };
    for (let step = 1; step <= updates; step++) {
      reference = advance(reference, step - 1, settings);
      const { now, before, earlier } = reference.states;
      const at = `after ${step} updates`;
      expectAgreement(await read(folder, step, 'weights'), reference.weights, at);
      expectAgreement(await read(folder, step, 'optimizer'), reference.slots, at);
      const replays = settings.auxiliary || settings.trainMessage;
      expectAgreement(
        await read(folder, step, 'memory'),
        {
          [`state|${edge}`]: now.flat(),
          ...(replays
            ? {
                [`past|core|0|state|${edge}`]: before.flat(),
                [`past|core|1|state|${edge}`]: earlier.flat(),
              }
            : {}),
        },
        at,
      );
    }
  } finally {
    session.dispose();
    await rm(folder, { recursive: true });
  }
}

const variants = [
  ['trainMessage', { auxiliary: false, trainMessage: true }],
  ['trainMessage and the auxiliary task', { auxiliary: true, trainMessage: true }],
  ['neither', { auxiliary: false, trainMessage: false }],
] as const;

describe('every variable of every checkpoint agrees with an independent method, op by op', () => {
  onPlainCpu();
  it.each(variants)('with %s', (_, settings) => replay(settings, false));
});

describe.skipIf(!installed)('and compiled', () => {
  onTensorFlow();
  it.each(variants)('with %s', (_, settings) => replay(settings, true));
});
