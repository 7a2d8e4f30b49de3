import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import { train } from '#engine/run/train';
import type { TickDataset } from '#data/streams/tick-dataset';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import type { SplitName } from '#spec/task';
import type { TrainEvent } from '#spec/train-events';
import { experiment, onPlainCpu } from '../helpers';
import { calmRecorder, cpuRuntime } from '../run/recorded-run';
import { twoRates as twoRatesModel } from '../run/small-models';

const training = (more: Record<string, unknown>): ExperimentInput['training'] => ({
  steps: 120,
  batch: 3,
  unroll: 3,
  optimizer: { kind: 'adam', rate: 0.01 },
  evaluateEvery: 1000,
  checkpointEvery: 1000,
  ...more,
});

const core = (task: ExperimentInput['task'], fields: [string, string], more = {}): Experiment =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: fields[0] },
        core: { kind: 'gru', units: 4 },
        out: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: fields[1] },
      },
      edges: [
        { from: 'x', to: 'core' },
        {
          from: 'core',
          to: 'core',
          delay: 1,
          decoupled: {
            synthesizer: { hidden: [3], condition: { inputs: 5 } },
            auxiliary: true,
            trainMessage: true,
          },
        },
        { from: 'core', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
    task,
    training: training(more),
    diagnostics: { every: 50, batch: 3 },
  });

/** A slow network over a fast one, its window in the middle when the run stops. */
const twoRates = experiment({
  model: twoRatesModel,
  task: { kind: 'recall', delay: 2 },
  training: training({ steps: 25 }),
  diagnostics: { every: 0 },
});

describe('training on streams', () => {
  onPlainCpu();
  let checkpoints = '';
  beforeEach(async () => {
    checkpoints = await mkdtemp(join(tmpdir(), 'dni-streams-'));
  });
  afterEach(() => rm(checkpoints, { recursive: true }));

  interface Options {
    resumeFrom?: number;
    stopAt?: number;
    /** Parts of the data there are; validation and test take long on this backend. */
    parts?: readonly SplitName[];
  }
  const run = async (
    spec: Experiment,
    { resumeFrom, stopAt, parts = ['train'] }: Options = {},
  ): Promise<TrainEvent[]> => {
    const stop = new AbortController();
    const events: TrainEvent[] = [];
    const whole = await loadTicks(spec.task, { resources: 'resources', datasets: null });
    const dataset: TickDataset = {
      ...whole,
      open: (split, options) => (parts.includes(split) ? whole.open(split, options) : null),
    };
    for await (const event of train({
      spec,
      dataset,
      runtime: cpuRuntime,
      checkpoints,
      resumeFrom: resumeFrom === undefined ? [] : [resumeFrom],
      recorder: calmRecorder,
      signal: stop.signal,
    })) {
      events.push(event);
      if (event.kind === 'metrics' && event.step === stopAt) stop.abort();
    }
    return events;
  };
  const last = (events: TrainEvent[], metric: string): number | undefined =>
    events
      .flatMap((event) => (event.kind === 'metrics' ? event.points : []))
      .filter((point) => point.metric === metric)
      .at(-1)?.value;
  const weights = (step: number) =>
    readFile(join(checkpoints, String(step), 'weights.safetensors'));

  it.each([
    ['a curriculum, truncated', core({ kind: 'copy', threshold: 9 }, ['input', 'output']), 73],
    [
      'a curriculum, whole sequences at once',
      core({ kind: 'copy', threshold: 9 }, ['input', 'output'], { method: 'backprop' }),
      73,
    ],
    ['a stream without end', core({ kind: 'recall' }, ['symbol', 'recalled'], { steps: 30 }), 11],
    ['sequences of a grammar', core({ kind: 'reber' }, ['symbol', 'next'], { steps: 30 }), 11],
    ['two networks, in the middle of a window', twoRates, 11],
  ])('stopping and going on changes nothing: %s', async (_, spec, stopAt) => {
    const { steps } = spec.training;
    const straight = await run(spec);
    const expected = await weights(steps);
    await rm(checkpoints, { recursive: true });
    await run(spec, { stopAt });
    const resumed = await run(spec, { resumeFrom: stopAt });
    expect((await weights(steps)).equals(expected)).toBe(true);
    expect(last(resumed, 'train/loss')).toBe(last(straight, 'train/loss'));
    expect(last(resumed, 'task/level')).toBe(last(straight, 'task/level'));
  });

  it('the level grows by one after fifty good reports', async () => {
    // Below 9 bits from the start: solved at steps 50 and 100.
    const spec = core({ kind: 'copy', threshold: 9 }, ['input', 'output']);
    const events = await run(spec);
    expect(last(events, 'task/level')).toBe(2);
  });

  it('records the running mean that decides the level at every step with a target', async () => {
    const events = await run(core({ kind: 'copy', threshold: 9 }, ['input', 'output']));
    const values = (metric: string): Map<number, number> =>
      new Map(
        events.flatMap((event) =>
          event.kind === 'metrics'
            ? event.points
                .filter((point) => point.metric === metric)
                .map(({ step, value }): [number, number] => [step, value])
            : [],
        ),
      );
    const [bits, means] = [values('train/bits'), values('task/mean-bits')];
    expect([...means.keys()]).toEqual([...bits.keys()]);
    let [count, mean] = [0, 0];
    for (const [step, value] of bits) {
      count += 1;
      mean += (value - mean) / Math.min(count, 50);
      expect(means.get(step), `step ${step}`).toBeCloseTo(mean, 12);
      if (count >= 50) [count, mean] = [0, 0];
    }
  });

  it('tells bits, gradients by distance, and the loss of every network', async () => {
    const events = await run(core({ kind: 'recall' }, ['symbol', 'recalled'], { steps: 50 }), {
      parts: ['train', 'validation'],
    });
    const bits = last(events, 'validation/bits');
    expect(bits).toBeCloseTo((last(events, 'validation/loss') ?? 0) / Math.LN2, 6);
    // Untrained, about as good as chance.
    expect(Math.abs((bits ?? 0) - 2)).toBeLessThan(0.5);
    expect(last(events, 'gradient/core->core/at-1')).toBeGreaterThan(0);
    expect(last(events, 'interface/core->core/cosine')).toBeDefined();
    const both = await run(twoRates, { parts: ['train', 'validation'] });
    expect(last(both, 'validation/error/nearLoss')).toBeGreaterThan(0.3);
    expect(last(both, 'validation/error/farLoss')).toBeGreaterThan(0.3);
  });
});
