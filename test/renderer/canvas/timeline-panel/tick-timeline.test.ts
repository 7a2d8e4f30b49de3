import { describe, expect, it } from 'vitest';
import { findModules } from '#spec/graph';
import type { Method } from '#spec/training';
import { ticksInWords } from '../../../../src-renderer/canvas/timeline-panel/tick-summary';
import {
  isTicked,
  tickTimelineOf,
} from '../../../../src-renderer/canvas/timeline-panel/tick-timeline';
import { experimentOf } from '../../editor/experiment';

const adam = { kind: 'adam', rate: 0.001 };
const of = (text: string, task: object, training: object = {}) =>
  experimentOf(text, { task, training: { steps: 1, optimizer: adam, ...training } });
const two = of(
  'image>core core~core core>a a>loss core/slow slow~slow slow>loss2',
  { kind: 'counting' },
  { unroll: 4 },
);
const run = (experiment: typeof two, method: Method) =>
  tickTimelineOf(experiment, findModules(experiment.model), method);
const say = (experiment: typeof two, method: Method) =>
  ticksInWords(experiment, findModules(experiment.model), method);

describe('two rates', () => {
  // A dense `loss2` would learn nothing: it is a loss of its own here.
  const nodes = { ...two.model.nodes, loss2: { ...two.model.nodes['loss'] } as never };
  const pair = { ...two, model: { ...two.model, nodes } };

  it('lets each module update on its own clock with DNI', () => {
    const timeline = run(pair, 'dni');
    expect(timeline?.ticks).toBe(32);
    const [fast, slow] = timeline?.rows ?? [];
    expect([fast?.every, slow?.every]).toEqual([4, 16]);
    expect(fast?.forwards).toHaveLength(32);
    expect(slow?.forwards).toEqual([4, 8, 12, 16, 20, 24, 28, 32]);
    // The slow network hears every fourth tick, and there its word is guessed.
    expect(fast?.synthetic).toEqual([4, 8, 12, 16, 20, 24, 28, 32]);
    expect(slow?.windows.map(({ from, to }) => [from, to])).toEqual([
      [1, 16],
      [17, 32],
    ]);
    expect(slow?.windows[0]).toMatchObject({ gradient: 'true', beyond: 'cut', updates: true });
  });

  it('locks all over a whole sequence with backprop', () => {
    const rows = run(pair, 'backprop')?.rows ?? [];
    expect(rows.map(({ every }) => every)).toEqual([16, 16]);
    expect(rows.flatMap(({ synthetic }) => synthetic)).toEqual([]);
    expect(rows[0]?.windows[0]?.beyond).toBe('end');
    expect(say(pair, 'backprop')).toBe('Everything is locked, and updates at once every 16 ticks.');
  });

  it('is told in a sentence', () => {
    expect(say(pair, 'dni')).toBe(
      'core updates every 4 ticks and slow every 16 (with backprop all every 16). None waits for another.',
    );
  });
});

describe('a recurrent core', () => {
  const core = of('image>core core%core core>a a>loss', { kind: 'recall' }, { unroll: 4 });

  it('is foretold with DNI and cut off without', () => {
    expect(run(core, 'dni')?.rows[0]?.windows.map(({ beyond }) => beyond)).toEqual([
      'synthetic',
      'synthetic',
    ]);
    expect(run(core, 'none')?.rows[0]?.windows[0]).toMatchObject({
      from: 1,
      to: 4,
      gradient: 'true',
      beyond: 'cut',
    });
    expect(say(core, 'dni')).toContain('foretold on core → core');
    expect(say(core, 'none')).toContain('not seen');
  });

  it('says what is missing', () => {
    expect(run(core, 'backprop')).toBeNull();
    expect(say(core, 'backprop')).toMatch(/no end: set Full unroll/);
    const training = { ...core.training, unroll: undefined };
    expect(say({ ...core, training }, 'dni')).toMatch(/Set Unroll T/);
  });

  it('is drawn over the first sequence of a curriculum', () => {
    const copy = of(
      'image>core core~core core>a a>loss',
      { kind: 'copy', length: 3 },
      { unroll: 4 },
    );
    // 3 symbols, a delimiter, 3 answers.
    expect(run(copy, 'backprop')?.rows[0]?.every).toBe(7);
    expect(say(copy, 'backprop')).toContain('7 ticks at first');
  });
});

it('is for streams of models that remember', () => {
  expect(isTicked(two)).toBe(true);
  expect(isTicked(of('image>a a>loss', { kind: 'counting' }))).toBe(false);
  expect(isTicked(experimentOf('image>core core~core core>loss'))).toBe(false);
});
