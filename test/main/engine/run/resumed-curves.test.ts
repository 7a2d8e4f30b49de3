import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import type { TrainingData } from '#engine/feed/source';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import { experiment, onPlainCpu, waveDataset } from '../helpers';
import { cpuRuntime, RecordedRun, withShortSplits, type Interruption } from './recorded-run';
import { classifier, twoRates as twoRatesModel } from './small-models';

const training = (more: Record<string, unknown>): ExperimentInput['training'] => ({
  steps: 6,
  batch: 3,
  unroll: 2,
  optimizer: { kind: 'adam', rate: 0.01 },
  evaluateEvery: 4,
  checkpointEvery: 3,
  ...more,
});

const feedForward = experiment({
  model: classifier,
  training: training({ batch: 8, updateProbability: 0.5 }),
  diagnostics: { every: 2, batch: 8 },
});

/** Nothing is better by a million: after the evaluations at 0, 2 and 4 the patience is used up. */
const stoppedEarly = experiment({
  model: classifier,
  training: training({
    steps: 20,
    batch: 8,
    evaluateEvery: 2,
    stopEarly: { patience: 2, minDelta: 1e6 },
  }),
  diagnostics: { every: 0, batch: 8, noProgressAfter: 1 },
});

const recurrent = (
  task: ExperimentInput['task'],
  fields: [string, string],
  more = {},
  examineEvery = 2,
): Experiment =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: fields[0] },
        core: { kind: 'gru', units: 3 },
        drop: { kind: 'dropout', rate: 0.2 },
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
            synthesizer: { hidden: [3], condition: { inputs: 4 } },
            auxiliary: true,
            trainMessage: true,
          },
        },
        { from: 'core', to: 'drop' },
        { from: 'drop', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
    task,
    training: training(more),
    diagnostics: { every: examineEvery, batch: 3 },
  });

/** A slow network over a fast one. */
const twoRates = experiment({
  model: twoRatesModel,
  task: { kind: 'recall', delay: 2 },
  // The slow network has windows of six ticks.
  training: training({}),
  diagnostics: { every: 5, batch: 3 },
});

const recall = recurrent({ kind: 'recall' }, ['symbol', 'recalled']);
const text = recurrent({ kind: 'text' }, ['symbol', 'next'], {});
// Every error is below the threshold: the level grows after fifty steps.
const growing = { kind: 'copy', threshold: 99 } as const;
const seldom = { steps: 54, evaluateEvery: 27, checkpointEvery: 40 };
const curriculum = recurrent(growing, ['input', 'output'], seldom, 26);
const wholeSequences = recurrent(
  growing,
  ['input', 'output'],
  { ...seldom, method: 'backprop' },
  26,
);

describe('the curves of a resumed run', () => {
  onPlainCpu();
  let checkpoints = '';
  beforeEach(async () => {
    checkpoints = await mkdtemp(join(tmpdir(), 'dni-resumed-'));
  });
  afterEach(() => rm(checkpoints, { recursive: true }));

  const dataOf = async ({ task }: Experiment): Promise<TrainingData> =>
    task.kind === 'spirals'
      ? waveDataset(5, 50)
      : withShortSplits(await loadTicks(task, { resources: 'resources', datasets: null }), 3);

  // Runs on streams take long op by op: they are killed less often than stopped.
  it.each([
    ['examples, feed-forward', feedForward, 1, 1],
    ['examples, stopped early', stoppedEarly, 1, 1],
    ['a stream, recurrent', recall, 1, 4],
    ['two networks of different rates', twoRates, 1, 4],
    ['a text', text, 1, 4],
    ['a curriculum', curriculum, 12, 24],
    ['a curriculum, whole sequences at once', wholeSequences, 12, 24],
  ])(
    'are those of the run that never stopped: %s',
    async (_, spec, stopEvery, killEvery) => {
      const dataset = await dataOf(spec);
      const options = { spec, dataset, runtime: cpuRuntime, checkpoints };
      const whole = new RecordedRun(options);
      await whole.go();
      expect(whole.events.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
      const expected = whole.rows();
      await whole.removeCheckpoints();
      for (const atEvent of whole.events.keys())
        for (const by of ['stop', 'kill', 'lost'] as const) {
          if (atEvent % (by === 'stop' ? stopEvery : killEvery) !== 0) continue;
          const run = new RecordedRun(options);
          await run.go({ atEvent, by });
          await run.go();
          expect(run.events.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
          expect(run.rows(), `${by} at event ${atEvent}`).toEqual(expected);
          await run.removeCheckpoints();
        }
    },
    120_000,
  );

  it('are the same after a stop and a kill at every event of what remains', async () => {
    const options = {
      spec: feedForward,
      dataset: waveDataset(5, 50),
      runtime: cpuRuntime,
      checkpoints,
    };
    const whole = new RecordedRun(options);
    await whole.go();
    const expected = whole.rows();
    await whole.removeCheckpoints();
    const run = new RecordedRun(options);
    const ways: Interruption['by'][] = ['stop', 'stop', 'kill', 'lost'];
    for (let tries = 0; tries < 200; tries++) {
      await run.go({ atEvent: 1 + (tries % 3), by: ways[tries % 4] ?? 'stop' });
      if ((await run.checkpoints())[0] === 6) break;
    }
    await run.go();
    expect(run.events.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
    expect(run.rows()).toEqual(expected);
  });
});
