import { describe, expect, it } from 'vitest';
import { findModules } from '#spec/graph';
import type { Method } from '#spec/training';
import { describeWindow, summarizeTickTimeline } from '#diagram/timeline/tick-summary';
import { hasTickTimeline, buildTickTimeline } from '#diagram/timeline/tick-timeline';
import { makeWideModel } from '../../../bench/canvas/make-models';
import { buildExperiment } from '../../../renderer/editor/experiment';

const adam = { kind: 'adam', rate: 0.001 };
const build = (text: string, task: object, training: object = {}) =>
  buildExperiment(text, { task, training: { steps: 1, optimizer: adam, ...training } });
const twoRates = build(
  'image>core core~core core>a a>loss core/slow slow~slow slow>loss2',
  { kind: 'counting' },
  { unroll: 4 },
);
const run = (experiment: typeof twoRates, method: Method) =>
  buildTickTimeline(experiment, findModules(experiment.model), method);
const summarize = (experiment: typeof twoRates, method: Method) =>
  summarizeTickTimeline(experiment, findModules(experiment.model), method);

describe('two rates', () => {
  // `buildExperiment` makes `loss2` a dense layer, which would learn nothing; here it becomes a loss.
  const nodes = { ...twoRates.model.nodes, loss2: { ...twoRates.model.nodes['loss'] } as never };
  const pair = { ...twoRates, model: { ...twoRates.model, nodes } };

  it('lets each module update at its own interval with DNI', () => {
    const timeline = run(pair, 'dni');
    expect(timeline?.ticks).toBe(32);
    const [fast, slow] = timeline?.rows ?? [];
    expect([fast?.ticksPerUpdate, slow?.ticksPerUpdate]).toEqual([4, 16]);
    expect(fast?.forwardTicks).toHaveLength(32);
    expect(slow?.forwardTicks).toEqual([4, 8, 12, 16, 20, 24, 28, 32]);
    // The slow network reads every fourth message, whose gradient is synthetic.
    expect(fast?.syntheticTicks).toEqual([4, 8, 12, 16, 20, 24, 28, 32]);
    expect(slow?.windows.map(({ from, to }) => [from, to])).toEqual([
      [1, 16],
      [17, 32],
    ]);
    expect(slow?.windows[0]).toMatchObject({ gradient: 'true', boundary: 'cut', hasUpdate: true });
  });

  it('updates all modules at the end of the sequence with backprop', () => {
    const rows = run(pair, 'backprop')?.rows ?? [];
    expect(rows.map(({ ticksPerUpdate }) => ticksPerUpdate)).toEqual([16, 16]);
    expect(rows.flatMap(({ syntheticTicks }) => syntheticTicks)).toEqual([]);
    expect(rows[0]?.windows[0]?.boundary).toBe('end');
    expect(summarize(pair, 'backprop')).toBe(
      'Everything is locked, and updates at once every 16 ticks.',
    );
  });

  it('is summarized in a sentence', () => {
    expect(summarize(pair, 'dni')).toBe(
      'The module of core updates every 4 ticks and the module of slow every 16 (with backprop all every 16). None waits for a gradient of another.',
    );
  });
});

describe('a recurrent core', () => {
  const core = build('image>core core%core core>a a>loss', { kind: 'recall' }, { unroll: 4 });

  it('has a synthetic gradient at the end of a window with DNI, and a truncated one without', () => {
    expect(run(core, 'dni')?.rows[0]?.windows.map(({ boundary }) => boundary)).toEqual([
      'synthetic',
      'synthetic',
    ]);
    expect(run(core, 'none')?.rows[0]?.windows[0]).toMatchObject({
      from: 1,
      to: 4,
      gradient: 'true',
      boundary: 'cut',
    });
    expect(summarize(core, 'dni')).toBe(
      'The module of core updates every 4 ticks. The gradient of what lies beyond the end of an unroll is predicted on core → core.',
    );
    expect(summarize(core, 'none')).toBe(
      'The module of core updates every 4 ticks. The gradient of what lies beyond the end of an unroll is cut off.',
    );
  });

  it('names the missing setting', () => {
    expect(run(core, 'backprop')).toBeNull();
    expect(summarize(core, 'backprop')).toMatch(/no end: set Full unroll/);
    const training = { ...core.training, unroll: undefined };
    expect(summarize({ ...core, training }, 'dni')).toMatch(/Set Unroll T/);
  });

  it('is shown for the first level of a curriculum', () => {
    const copy = build(
      'image>core core~core core>a a>loss',
      { kind: 'copy', length: 3 },
      { unroll: 4 },
    );
    // 3 symbols, a delimiter, 3 answers.
    expect(run(copy, 'backprop')?.rows[0]?.ticksPerUpdate).toBe(7);
    expect(summarize(copy, 'backprop')).toContain('7 ticks at first');
  });
});

describe('what never learns, and what is cut off', () => {
  it('is said with every method', () => {
    const text = 'image>core core~core core>a a>loss image>slow slow~slow';
    const idle = build(text, { kind: 'counting' }, { unroll: 4 });
    for (const method of ['backprop', 'none', 'dni'] as const)
      expect(summarize(idle, method)).toContain('No gradient reaches slow, which never learns.');
    const row = run(idle, 'dni')?.rows.find(({ module }) => module === 'slow');
    expect(row?.windows[0] && describeWindow(row.windows[0])).toBe(
      'Ticks 1 to 16: no gradient arrives.',
    );
  });

  it('is said of backprop that is unrolled over less than a sequence', () => {
    const text = 'image>core core~core core>a a>loss';
    const endless = build(text, { kind: 'recall' }, { fullUnroll: 40 });
    expect(summarize(endless, 'backprop')).toBe(
      'Everything is locked, and updates at once every 40 ticks. The gradient of what lies beyond the end of an unroll is cut off.',
    );
  });
});

it('exists only for recurrent models on streams', () => {
  expect(hasTickTimeline(twoRates)).toBe(true);
  expect(hasTickTimeline(build('image>a a>loss', { kind: 'counting' }))).toBe(false);
  expect(hasTickTimeline(buildExperiment('image>core core~core core>loss'))).toBe(false);
});

it('says the interval of many modules once, and the names of the first of them', () => {
  // Eight branches, each with a module below its decoupled edge, and one module above them all.
  const wide = makeWideModel(40);
  expect(findModules(wide.model)).toHaveLength(9);
  expect(summarize(wide, 'dni')).toMatch(
    /^The modules of (\w+, ){6}and 3 more update every 4 ticks\. None waits for a gradient of another\.$/,
  );
});
