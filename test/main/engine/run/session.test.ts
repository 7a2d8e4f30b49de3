import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import { isCheckpointDamaged } from '#engine/run/checkpoint';
import { TrainingSession } from '#engine/run/session';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import { experiment, onPlainCpu, resultOf, waveDataset, weightsOf } from '../helpers';

const spec = (training: Partial<ExperimentInput['training']> = {}): Experiment =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 4, activation: 'tanh' },
        b: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
        { from: 'b', to: 'loss' },
      ],
    },
    training: {
      steps: 10,
      batch: 8,
      updateProbability: 0.5,
      optimizer: { kind: 'adam', rate: 0.01 },
      ...training,
    },
    diagnostics: { every: 5, batch: 8 },
  });
const data = waveDataset(2, 50);

describe('a training session', () => {
  onPlainCpu();
  let checkpoints = '';
  beforeEach(async () => {
    checkpoints = await mkdtemp(join(tmpdir(), 'dni-session-'));
  });
  afterEach(() => rm(checkpoints, { recursive: true }));

  it('counts steps and examples, and reports each step', () => {
    const session = new TrainingSession(spec({ updateProbability: 1 }), data, checkpoints);
    const before = weightsOf(session.network);
    const reports = [...session.advance(), ...session.advance(3)];
    // Steps that run op by op are not run together.
    expect(reports).toHaveLength(2);
    expect(reports.map(({ losses }) => losses.get('loss')?.valid)).toEqual([8, 8]);
    expect([session.step, session.ticksRead, session.examples]).toEqual([2, 2, 16]);
    expect(session.level).toBeNull();
    // a: 2 · 4 + 4, b: 4 · 3 + 3, without the synthesizer.
    expect(session.parameterCount()).toBe(27);
    expect(weightsOf(session.network)).not.toEqual(before);
    session.dispose();
  });

  it('evaluates whole parts and examines its interfaces without changing anything', () => {
    const session = new TrainingSession(spec(), data, checkpoints);
    session.advance();
    const before = weightsOf(session.network);
    expect(resultOf(session.evaluate('validation'))?.get('loss')?.valid).toBe(20);
    expect(resultOf(session.evaluate('test'))?.get('loss')?.valid).toBe(30);
    // The synthesizer starts at zero, and has learnt by one step at most.
    expect([...(session.examine()?.interfaces.keys() ?? [])]).toEqual(['a->b']);
    expect(weightsOf(session.network)).toEqual(before);
    expect(session.step).toBe(1);
    session.dispose();
    const plain = new TrainingSession(spec({ method: 'none' }), data, checkpoints);
    expect(plain.examine()?.interfaces.size).toBe(0);
    plain.dispose();
  });

  it('resumes from a checkpoint as if it had never stopped', async () => {
    const whole = new TrainingSession(spec(), data, checkpoints);
    for (let step = 0; step < 3; step++) whole.advance();
    whole.seconds = 12;
    expect(whole.isSaved()).toBe(false);
    await whole.save();
    expect(whole.isSaved()).toBe(true);
    expect(await readdir(checkpoints)).toEqual(['3']);
    for (let step = 0; step < 4; step++) whole.advance();
    expect(whole.isSaved()).toBe(false);
    const resumed = new TrainingSession(spec(), data, checkpoints);
    await resumed.resume(3);
    expect([resumed.step, resumed.ticksRead, resumed.seconds]).toEqual([3, 3, 12]);
    expect(resumed.isSaved()).toBe(true);
    for (let step = 0; step < 4; step++) resumed.advance();
    expect(weightsOf(resumed.network)).toEqual(weightsOf(whole.network));
    whole.dispose();
    resumed.dispose();
  });

  it('measures the change of weights since training began, also where it goes on from a checkpoint', async () => {
    const examined = { diagnostics: { every: 2, batch: 8 } };
    const updatesOf = (session: TrainingSession): (number | null | undefined)[] =>
      ['a', 'b'].map((id) => session.examine()?.layers.get(id)?.updates);
    const whole = new TrainingSession(
      { ...spec({ updateProbability: 1 }), ...examined },
      data,
      checkpoints,
    );
    expect(updatesOf(whole)).toEqual([0, 0]);
    const before = weightsOf(whole.network)['b/bias'] ?? [];
    const kernel = weightsOf(whole.network)['b/kernel'] ?? [];
    whole.advance();
    await whole.save();
    whole.advance();
    const after = weightsOf(whole.network);
    const squares = [
      ...before.map((value, at) => ((after['b/bias']?.[at] ?? NaN) - value) ** 2),
      ...kernel.map((value, at) => ((after['b/kernel']?.[at] ?? NaN) - value) ** 2),
    ];
    const expected = whole.examine()?.layers.get('b')?.updates ?? NaN;
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    expect(expected).toBeGreaterThan(0);
    expect(expected).toBeCloseTo(Math.sqrt(mean), 6);
    const resumed = new TrainingSession(
      { ...spec({ updateProbability: 1 }), ...examined },
      data,
      checkpoints,
    );
    await resumed.resume(1);
    resumed.advance();
    expect(resumed.examine()?.layers.get('b')?.updates).toBe(expected);
    whole.dispose();
    resumed.dispose();
  });

  it('keeps in a checkpoint which evaluations are due, and what its monitor has seen', async () => {
    const session = new TrainingSession(spec({ evaluateEvery: 1 }), data, checkpoints);
    expect(session.evaluations.due()).toEqual([0]);
    session.advance();
    session.evaluations.reach(1);
    session.monitor.observe(1, new Map([['a->b' as const, 3]]));
    await session.save();
    const resumed = new TrainingSession(spec({ evaluateEvery: 1 }), data, checkpoints);
    await resumed.resume(1);
    expect(resumed.evaluations.due()).toEqual([0, 1]);
    expect(resumed.monitor.state()).toEqual(session.monitor.state());
    expect(resumed.isSaved()).toBe(true);
    // The checkpoint says of an evaluation that is made meanwhile that it is due.
    resumed.evaluations.complete(0);
    expect(resumed.isSaved()).toBe(false);
    session.dispose();
    resumed.dispose();
  });

  it('puts the initial parameters in the place of the trained ones for a while', () => {
    const session = new TrainingSession(spec({ updateProbability: 1 }), data, checkpoints);
    const initial = weightsOf(session.network);
    session.advance();
    const trained = weightsOf(session.network);
    expect(trained).not.toEqual(initial);
    const restore = session.useInitialParameters();
    expect(weightsOf(session.network)).toEqual(initial);
    restore();
    expect(weightsOf(session.network)).toEqual(trained);
    session.dispose();
  });

  it('takes a place in the data that does not fit the task for damage', async () => {
    const recall = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'symbol' },
          core: { kind: 'rnn', units: 3 },
          out: { kind: 'dense', units: 'classes' },
          loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
        },
        edges: [
          { from: 'x', to: 'core' },
          { from: 'core', to: 'core', delay: 1 },
          { from: 'core', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      task: { kind: 'recall' },
      training: {
        method: 'none',
        unroll: 2,
        steps: 9,
        batch: 2,
        optimizer: { kind: 'sgd', rate: 0.1 },
      },
    });
    const ticks = await loadTicks(recall.task, { resources: 'resources', datasets: null });
    const session = new TrainingSession(recall, ticks, checkpoints);
    await session.save();
    // A checkpoint of version 0.1.0 has no checksums.
    await rm(join(checkpoints, '0', 'SHA256SUMS'));
    const path = join(checkpoints, '0', 'state.json');
    const state = JSON.parse(await readFile(path, 'utf8')) as { supply: { ticks: object } };
    Object.assign(state.supply.ticks, { source: null });
    await writeFile(path, JSON.stringify(state));
    const error: unknown = await session.resume(0).catch((reason: unknown) => reason);
    expect(isCheckpointDamaged(error)).toBe(true);
    expect((error as Error).message).toMatch(/its place in the data does not fit the task/);
    session.dispose();
  });

  it('warns of a batch that is larger than the training part', () => {
    const warningsOf = (batch: number): string[] => {
      const session = new TrainingSession(spec({ batch }), data, checkpoints);
      const warnings = session.warnings();
      session.dispose();
      return warnings;
    };
    expect(warningsOf(50)).toEqual([]);
    expect(warningsOf(51)).toEqual([expect.stringMatching(/50 examples.* 51/)]);
  });

  it('says that steps op by op have no products of bfloat16', () => {
    const session = new TrainingSession(
      spec({ precision: 'bfloat16', compiled: false }),
      data,
      checkpoints,
    );
    const warnings = session.warnings();
    session.dispose();
    expect(warnings).toEqual([expect.stringMatching(/bfloat16: this run trains in float32/)]);
  });

  it('adds up the time of its work, of work that fails too', () => {
    const session = new TrainingSession(spec(), data, checkpoints);
    expect(session.timed(() => 5)).toBe(5);
    session.seconds = 12;
    const fails = (): never => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      throw new Error('by design');
    };
    expect(() => session.timed(fails)).toThrow('by design');
    expect(session.seconds).toBeGreaterThan(12.015);
    session.dispose();
  });

  it('on a curriculum steps through whole sequences, and has a level', async () => {
    const copy = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'input' },
          core: { kind: 'rnn', units: 3 },
          out: { kind: 'dense', units: 'classes' },
          loss: { kind: 'softmaxCrossEntropy', target: 'output' },
        },
        edges: [
          { from: 'x', to: 'core' },
          { from: 'core', to: 'core', delay: 1 },
          { from: 'core', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      // Every error is below the threshold: solved at once.
      task: { kind: 'copy', length: 2, threshold: 100 },
      training: { method: 'backprop', steps: 9, batch: 2, optimizer: { kind: 'sgd', rate: 0.1 } },
    });
    const ticks = await loadTicks(copy.task, { resources: 'resources', datasets: null });
    const session = new TrainingSession(copy, ticks, checkpoints);
    expect(session.level).toBe(0);
    session.advance();
    // Two symbols, the delimiter, two symbols back.
    const first = session.ticksRead;
    expect(first).toBeGreaterThanOrEqual(5);
    expect(session.examples).toBe(2 * first);
    for (let step = 0; step < 60; step++) session.advance();
    expect(session.level).toBeGreaterThanOrEqual(2);
    expect(session.ticksRead).toBeGreaterThan(61 * first);
    session.dispose();
  });
});
