import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Examination } from '#engine/run/diagnostics';
import { examinationMetrics } from '#engine/run/examination-metrics';
import { decodeSafetensors } from '#engine/run/safetensors';
import { TrainingSession } from '#engine/run/session';
import { train, type TrainRecorder } from '#engine/run/train';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import type { TrainEvent } from '#spec/train-events';
import { tf } from '#tensorflow/backend/tf';
import { useManualClock, type ManualClock } from '../../manual-clock';
import { experiment, onPlainCpu, resultOf, waveDataset } from '../helpers';
import { calmRecorder, cpuRuntime, valuesOf } from './recorded-run';
import { classifier, diverging } from './small-models';

const dataset = waveDataset(5, 50);

function spec(training: Partial<ExperimentInput['training']> = {}): Experiment {
  return experiment({
    model: classifier,
    training: {
      steps: 20,
      batch: 8,
      updateProbability: 0.5,
      evaluateEvery: 7,
      checkpointEvery: 8,
      optimizer: { kind: 'adam', rate: 0.01 },
      ...training,
    },
    diagnostics: { every: 5, batch: 8 },
  });
}

describe('training a run', () => {
  onPlainCpu();
  let checkpoints = '';
  beforeEach(async () => {
    checkpoints = await mkdtemp(join(tmpdir(), 'dni-train-'));
  });
  afterEach(() => rm(checkpoints, { recursive: true }));

  interface Options {
    resumeFrom?: number[];
    isExtended?: boolean;
    stopAt?: number;
    recorder?: TrainRecorder;
    /** Receives the events, also of a run that fails. */
    events?: TrainEvent[];
  }
  const collect = async (
    of: Experiment,
    { resumeFrom = [], isExtended, stopAt, recorder = calmRecorder, events = [] }: Options = {},
  ): Promise<TrainEvent[]> => {
    const stop = new AbortController();
    const { signal } = stop;
    const places = { checkpoints, resumeFrom, isExtended };
    const options = { spec: of, dataset, runtime: cpuRuntime, ...places, recorder };
    for await (const event of train({ ...options, signal })) {
      events.push(event);
      if (event.kind === 'metrics' && event.step === stopAt) stop.abort();
    }
    return events;
  };
  const savedSteps = (events: TrainEvent[]): number[] =>
    events.flatMap((event) => (event.kind === 'checkpoint' ? [event.step] : []));

  it('tells what happened, in order, and ends finished', async () => {
    const events = await collect(spec());
    expect(events[0]).toMatchObject({ kind: 'started', step: 0, parameters: 5 * 6 + 6 * 3 + 21 });
    expect(events.at(-1)).toMatchObject({ kind: 'end', status: 'finished', step: 20 });
    const steps = (metric: string): number[] => valuesOf(events, metric).map(([step]) => step);
    expect(steps('train/loss')).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(steps('test/error')).toEqual([0, 7, 14, 20]);
    expect(steps('validation/loss')).toEqual([0, 7, 14, 20]);
    expect(steps('interface/drop->b/relative-error')).toEqual([0, 5, 10, 15, 20]);
    // A synthesizer begins at zero, which has no direction.
    expect(steps('interface/drop->b/cosine')).toEqual([5, 10, 15, 20]);
    expect(savedSteps(events)).toEqual([0, 8, 16, 20]);
    // Whenever the clock measures them, the last step has them too.
    expect(valuesOf(events, 'speed/examples-seen').at(-1)).toEqual([20, 20 * 8]);
    expect((await readdir(checkpoints)).sort()).toEqual(['0', '16', '20', '8']);
  });

  it('counts the updates of every module that learns', async () => {
    const updates = async (of: Experiment) => {
      const events = await collect(of);
      return ['a', 'b'].map((module) => valuesOf(events, `module/${module}/updates`));
    };
    const dense = { steps: 10, evaluateEvery: 100, checkpointEvery: 100, updateProbability: 1 };
    const every5 = [0, 5, 10].map((step) => [step, step]);
    expect(await updates(spec(dense))).toEqual([every5, every5]);
    await rm(checkpoints, { recursive: true });
    // Without gradients nothing arrives below the decoupled edge.
    expect(await updates(spec({ ...dense, method: 'none' }))).toEqual([[], every5]);
  });

  it('shows the first steps before it examines and evaluates the untrained model', async () => {
    const once = spec({ evaluateEvery: 20, updateProbability: 1 });
    const events = await collect(once);
    const order = events.flatMap((event) =>
      event.kind === 'metrics'
        ? event.points.flatMap(({ metric, step }) =>
            ['train/loss', 'validation/loss'].includes(metric) ? [`${metric} ${step}`] : [],
          )
        : event.kind === 'checkpoint'
          ? [`checkpoint ${event.step}`]
          : [],
    );
    expect(order.slice(0, 4)).toEqual([
      'checkpoint 0',
      'train/loss 1',
      'validation/loss 0',
      'train/loss 2',
    ]);
    const session = new TrainingSession(once, dataset, checkpoints);
    const examined = examinationMetrics(session.examine() as Examination);
    const kinds = events.map((event) =>
      event.kind === 'metrics'
        ? event.points.some(({ metric }) => metric === examined[0]?.[0]) && 'examination'
        : false,
    );
    const firstLoss = events.findIndex(
      (event) =>
        event.kind === 'metrics' && event.points.some(({ metric }) => metric === 'train/loss'),
    );
    expect(kinds.indexOf('examination')).toBeGreaterThan(firstLoss);
    for (const [metric, value] of examined)
      expect(valuesOf(events, metric)[0], metric).toEqual([0, value]);
    const loss = resultOf(session.evaluate('validation'))?.get('loss');
    session.dispose();
    const [untrained, trained] = valuesOf(events, 'validation/loss');
    expect(untrained).toEqual([0, (loss?.sum ?? 0) / (loss?.valid ?? 0)]);
    expect(trained?.[1]).not.toBe(untrained?.[1]);
  });

  describe('that is to stop early', () => {
    // Nothing is better by a million: the evaluations at 0, 3 and 6 use up a patience of 2.
    const early = spec({ evaluateEvery: 3, stopEarly: { patience: 2, minDelta: 1e6 } });

    it('ends finished, says why, and has a checkpoint of its last step', async () => {
      const events = await collect(early);
      expect(valuesOf(events, 'validation/loss').map(([step]) => step)).toEqual([0, 3, 6]);
      expect(savedSteps(events)).toEqual([0, 6]);
      expect(events.at(-1)).toMatchObject({ kind: 'end', status: 'finished', step: 6 });
      const best = valuesOf(events, 'validation/error')[0]?.[1] ?? 0;
      expect(events).toContainEqual({
        kind: 'log',
        level: 'info',
        message: `Stopped early at step 6: 'validation/error' was not better than ${Number(best.toPrecision(4))} (step 0) for 2 evaluations in a row.`,
      });
    });

    it('ends at once where it was killed after its last checkpoint, and goes on where it is extended', async () => {
      await collect(early);
      const again = await collect(early, { resumeFrom: [6] });
      expect(again.map(({ kind }) => kind)).toEqual(['started', 'end']);
      expect(again.at(-1)).toMatchObject({ status: 'finished', step: 6 });
      const extended = await collect(early, { resumeFrom: [6], isExtended: true });
      expect(valuesOf(extended, 'validation/loss').map(([step]) => step)).toEqual([9, 12]);
      expect(extended.at(-1)).toMatchObject({ status: 'finished', step: 12 });
    });

    it('judges by the metric of the setting', async () => {
      const metric = 'validation/loss';
      const events = await collect(
        spec({ evaluateEvery: 3, stopEarly: { patience: 1, minDelta: 1e6, metric } }),
      );
      expect(events.at(-1)).toMatchObject({ step: 3 });
      expect(events.some((event) => event.kind === 'log' && event.message.includes(metric))).toBe(
        true,
      );
    });
  });

  it('names the weights of a checkpoint after the graph', async () => {
    await collect(spec({ steps: 1 }));
    const file = join(checkpoints, '1', 'weights.safetensors');
    const names = [...decodeSafetensors(await readFile(file), file).keys()];
    expect(names).toEqual([
      'a/kernel',
      'a/bias',
      'a/batchNorm/scale',
      'a/batchNorm/offset',
      'a/batchNorm/mean',
      'a/batchNorm/variance',
      'b/kernel',
      'b/bias',
      ...[
        '0/kernel',
        '0/bias',
        '0/batchNorm/scale',
        '0/batchNorm/offset',
        '1/kernel',
        '1/bias',
      ].map((part) => `drop->b/synthesizer/${part}`),
      'drop->b/syntheticInput/0/kernel',
      'drop->b/syntheticInput/0/bias',
    ]);
  });

  it('resumes as if it had never stopped', async () => {
    const whole = await collect(spec());
    const weightsAt = (step: number): Promise<Buffer> =>
      readFile(join(checkpoints, String(step), 'weights.safetensors'));
    const expected = await weightsAt(20);
    await rm(checkpoints, { recursive: true });
    const first = await collect(spec(), { stopAt: 11 });
    expect(first.at(-1)).toMatchObject({ kind: 'end', status: 'stopped', step: 11 });
    const second = await collect(spec(), { resumeFrom: [11] });
    expect(second[0]).toMatchObject({ kind: 'started', step: 11 });
    for (const metric of ['train/loss', 'test/error', 'interface/drop->b/cosine'])
      expect([...valuesOf(first, metric), ...valuesOf(second, metric)]).toEqual(
        valuesOf(whole, metric),
      );
    expect((await weightsAt(20)).equals(expected)).toBe(true);
  });

  it('starts the same model with the same weights whatever the method', async () => {
    const weights = [];
    for (const method of ['dni', 'backprop'] as const) {
      await collect(spec({ method, steps: 1 }));
      weights.push(await readFile(join(checkpoints, '0', 'weights.safetensors')));
    }
    expect(weights[0]).toEqual(weights[1]);
  });

  it('stops for maxSeconds and keeps a checkpoint', async () => {
    const events = await collect(spec({ steps: 1_000_000, maxSeconds: 0.2 }));
    const end = events.at(-1);
    if (end?.kind !== 'end') throw new Error('it did not end');
    expect(end.status).toBe('finished');
    expect(end.step).toBeLessThan(1_000_000);
    expect(await readdir(checkpoints)).toContain(String(end.step));
  });

  it('says so when training diverges, and keeps everything before', async () => {
    const wild = spec({ method: 'backprop', optimizer: { kind: 'sgd', rate: 1e30 } });
    const events: TrainEvent[] = [];
    const failure = collect(wild, { events });
    await expect(failure).rejects.toThrow(/training has diverged\. Lower the learning rate/);
    await expect(failure).rejects.toMatchObject({ details: { failedStep: 2 } });
    // What is known of the untrained model is kept too.
    expect(valuesOf(events, 'train/loss').map(([step]) => step)).toEqual([1]);
    expect(valuesOf(events, 'validation/loss').map(([step]) => step)).toEqual([0]);
  });

  it('keeps the evaluations and diagnoses before a late divergence', async () => {
    const slowly = experiment({
      model: diverging({ synthesizer: { hidden: [] } }),
      training: {
        steps: 200,
        batch: 8,
        evaluateEvery: 3,
        optimizer: { kind: 'sgd', rate: 100 },
      },
      diagnostics: { every: 2, batch: 8 },
    });
    const events: TrainEvent[] = [];
    const failure = (await collect(slowly, { events }).catch((error: unknown) => error)) as {
      details: { failedStep: number };
    };
    const { failedStep } = failure.details;
    expect(failedStep).toBeGreaterThan(4);
    const upTo = (every: number, from: number): number[] =>
      Array.from({ length: failedStep }, (_, step) => step).filter(
        (step) => step % every === 0 && step >= from,
      );
    const steps = (metric: string): number[] => valuesOf(events, metric).map(([step]) => step);
    expect(steps('train/loss')).toEqual(upTo(1, 1));
    expect(valuesOf(events, 'train/loss').every(([, value]) => Number.isFinite(value))).toBe(true);
    expect(steps('validation/loss')).toEqual(upTo(3, 0));
    expect(steps('interface/a->b/relative-error')).toEqual(upTo(2, 0));
  });

  it('saves a checkpoint only after everything up to it is recorded', async () => {
    const events: TrainEvent[] = [];
    const recorded: number[][] = [];
    const recorder: TrainRecorder = {
      ...calmRecorder,
      async sync() {
        const last = valuesOf(events, 'train/loss').at(-1)?.[0] ?? 0;
        const evaluated = valuesOf(events, 'test/error').at(-1)?.[0] ?? -1;
        recorded.push([last, evaluated, (await readdir(checkpoints)).length]);
      },
    };
    await collect(spec(), { events, recorder });
    // Step, last evaluation, and the checkpoints before this one.
    expect(recorded).toEqual([
      [0, -1, 0],
      [8, 7, 1],
      [16, 14, 2],
      [20, 20, 3],
    ]);
  });

  it('saves nothing where nobody records the run', async () => {
    let calls = 0;
    const recorder: TrainRecorder = {
      ...calmRecorder,
      sync: () => (++calls > 2 ? Promise.reject(new Error('gone')) : Promise.resolve()),
    };
    await expect(collect(spec(), { recorder })).rejects.toThrow('gone');
    expect((await readdir(checkpoints)).sort()).toEqual(['0', '8']);
    // Also at a stop.
    await expect(collect(spec(), { recorder, stopAt: 3, resumeFrom: [0] })).rejects.toThrow('gone');
    expect((await readdir(checkpoints)).sort()).toEqual(['0', '8']);
  });

  it('tries again to save where the recorder wants it', async () => {
    // A file in the way of the folder of the checkpoints.
    const way = join(checkpoints, 'runs');
    await writeFile(way, '');
    const saving = (recorder: TrainRecorder) =>
      (async () => {
        const events: TrainEvent[] = [];
        const signal = new AbortController().signal;
        const options = {
          spec: spec({ steps: 2 }),
          dataset,
          runtime: cpuRuntime,
          recorder,
          signal,
        };
        for await (const event of train({ ...options, checkpoints: way, resumeFrom: [] }))
          events.push(event);
        return events;
      })();
    await expect(saving(calmRecorder)).rejects.toBeInstanceOf(Error);
    const calls: string[] = [];
    const events = await saving({
      sync: () => Promise.resolve(void calls.push('sync')),
      async retrySave(error) {
        expect(error).toBeInstanceOf(Error);
        calls.push('retry');
        if (calls.length > 3) await rm(way);
      },
    });
    expect(calls).toEqual(['sync', 'retry', 'sync', 'retry', 'sync', 'sync']);
    expect(savedSteps(events)).toEqual([0, 2]);
    expect((await readdir(way)).sort()).toEqual(['0', '2']);
  });

  it('goes on from the newest checkpoint that is whole, as if the others were not there', async () => {
    const whole = await collect(spec());
    const file = join(checkpoints, '16', 'optimizer.safetensors');
    await writeFile(file, (await readFile(file)).subarray(0, 500));
    await rm(join(checkpoints, '20', 'state.json'));
    const resumed = await collect(spec(), { resumeFrom: [20, 16, 8, 0] });
    expect(resumed.slice(0, 3)).toEqual([
      expect.objectContaining({ kind: 'started', step: 8 }),
      {
        kind: 'log',
        level: 'warning',
        message: expect.stringMatching(/from the checkpoint of step 8.* of step 20 .*state\.json/),
      },
      {
        kind: 'log',
        level: 'warning',
        message: expect.stringMatching(/from the checkpoint of step 8.* of step 16 .*optimizer/),
      },
    ]);
    expect(valuesOf(resumed, 'train/loss')).toEqual(valuesOf(whole, 'train/loss').slice(8));
  });

  it('refuses checkpoints that are all damaged, or one of another model', async () => {
    await collect(spec({ steps: 2 }));
    await expect(collect(spec(), { resumeFrom: [3] })).rejects.toThrow(/lacks its 'state.json'/);
    const file = join(checkpoints, '2', 'weights.safetensors');
    await writeFile(file, (await readFile(file)).subarray(0, 500));
    await expect(collect(spec(), { resumeFrom: [2] })).rejects.toThrow(/damaged/);
    await expect(collect(spec(), { resumeFrom: [3, 2] })).rejects.toThrow(
      /None of the 2 checkpoints.* step 3 .*lacks its 'state.json'/,
    );
    const other = spec();
    other.model.nodes.a = {
      kind: 'dense',
      units: 9,
      bias: true,
      batchNorm: true,
      activation: 'relu',
    };
    await expect(collect(other, { resumeFrom: [2, 0] })).rejects.toThrow(
      /belongs to another model/,
    );
  });

  it('keeps the number of tensors flat over a thousand steps', async () => {
    const stop = new AbortController();
    const counts = new Set<number>();
    const long = spec({ steps: 1000, evaluateEvery: 1000, checkpointEvery: 1000 });
    for await (const event of train({
      spec: long,
      dataset,
      runtime: cpuRuntime,
      checkpoints,
      resumeFrom: [],
      recorder: calmRecorder,
      signal: stop.signal,
    }))
      if (event.kind === 'metrics') counts.add(tf.memory().numTensors);
    expect(counts.size).toBe(1);
  });

  describe('an evaluation that takes long', () => {
    // Each reading of the clock takes 30 ms: a pass of the evaluation takes longer than that on any machine.
    let clock: ManualClock;
    beforeEach(() => {
      clock = useManualClock({ perReading: 30 });
    });
    afterEach(() => clock.restore());
    const large = {
      ...dataset,
      splits: { ...dataset.splits, test: waveDataset(5, 80_000).splits.train },
    };
    const start = (stop: AbortController, more: Partial<Parameters<typeof train>[0]> = {}) =>
      train({
        spec: spec({ steps: 3, evaluateEvery: 2 }),
        dataset: large,
        runtime: cpuRuntime,
        checkpoints,
        resumeFrom: [],
        recorder: calmRecorder,
        signal: stop.signal,
        ...more,
      });
    const testErrors = (events: TrainEvent[]) => valuesOf(events, 'test/error');

    it('shows its progress, hears a stop at once, and is made when the run resumes', async () => {
      const whole: TrainEvent[] = [];
      for await (const event of start(new AbortController())) whole.push(event);
      const progress = whole.flatMap((event) => (event.kind === 'progress' ? [event] : []));
      expect(progress.length).toBeGreaterThan(2);
      for (const { phase, split, done, total } of progress) {
        expect([phase, split, total]).toEqual(['evaluating', 'test', 80_000]);
        expect(done % 500).toBe(0);
      }
      await rm(checkpoints, { recursive: true });

      // Stopped in the evaluation of the untrained model, then in that of step 2, then in that of the last step.
      const told: TrainEvent[] = [];
      let countAtStop = 0;
      for (const at of [1, 2, 3]) {
        const stop = new AbortController();
        let wasInside = false;
        const resumeFrom = at === 1 ? [] : [at - 1];
        for await (const event of start(stop, { resumeFrom })) {
          told.push(event);
          if (event.kind === 'metrics') wasInside = event.step === at;
          if (event.kind !== 'progress' || !wasInside || stop.signal.aborted) continue;
          stop.abort();
          countAtStop = told.length;
        }
        const kinds = told.slice(countAtStop).map(({ kind }) => kind);
        // Before the checkpoint the examples seen are counted, where the clock has not done it.
        expect(kinds.filter((kind) => kind !== 'metrics')).toEqual(['checkpoint', 'end']);
        expect(told.at(-1)).toMatchObject({ kind: 'end', status: 'stopped', step: at });
      }
      expect(testErrors(told).map(([step]) => step)).toEqual([0, 2]);
      for await (const event of start(new AbortController(), { resumeFrom: [3] })) told.push(event);
      expect(told.at(-1)).toMatchObject({ kind: 'end', status: 'finished', step: 3 });
      for (const metric of ['train/loss', 'validation/loss', 'test/error'])
        expect(valuesOf(told, metric)).toEqual(valuesOf(whole, metric));
    });

    it('pauses while nobody pulls, and its clock with it', async () => {
      let [hasPaused, seconds] = [false, 0];
      for await (const event of start(new AbortController(), { spec: spec({ steps: 1 }) })) {
        if (event.kind === 'end') ({ seconds } = event);
        if (event.kind !== 'progress' || hasPaused) continue;
        hasPaused = true;
        clock.pass(1_000_000);
      }
      expect(hasPaused).toBe(true);
      expect(seconds).toBeGreaterThan(0.2);
      expect(seconds).toBeLessThan(1000);
    });
  });
});
