import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeSafetensors } from '#engine/run/safetensors';
import { train } from '#engine/run/train';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import type { TrainEvent } from '#spec/train-events';
import { tf } from '#tensorflow/backend/tf';
import { experiment, onPlainCpu, waveDataset } from '../helpers';

const runtime = {
  backend: 'cpu',
  device: 'test',
  tensorflowVersion: null,
  fallbackReason: 'a unit test',
} as const;

const dataset = waveDataset(5, 50);

function spec(training: Partial<ExperimentInput['training']> = {}): Experiment {
  return experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 6, batchNorm: true, activation: 'relu' },
        drop: { kind: 'dropout', rate: 0.2 },
        b: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'drop' },
        {
          from: 'drop',
          to: 'b',
          decoupled: {
            synthesizer: { hidden: [4], batchNorm: true, condition: 'label' },
            syntheticInput: { hidden: [] },
          },
        },
        { from: 'b', to: 'loss' },
      ],
    },
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
    resumeFrom?: number;
    stopAt?: number;
  }
  const collect = async (of: Experiment, { resumeFrom, stopAt }: Options = {}) => {
    const stop = new AbortController();
    const events: TrainEvent[] = [];
    for await (const event of train({
      spec: of,
      dataset,
      runtime,
      checkpoints,
      resumeFrom: resumeFrom ?? null,
      signal: stop.signal,
    })) {
      events.push(event);
      if (event.kind === 'metrics' && event.step === stopAt) stop.abort();
    }
    return events;
  };
  const valuesOf = (events: TrainEvent[], metric: string): [number, number][] =>
    events.flatMap((event) =>
      event.kind === 'metrics'
        ? event.points
            .filter((point) => point.metric === metric)
            .map(({ step, value }): [number, number] => [step, value])
        : [],
    );

  it('tells what happened, in order, and ends finished', async () => {
    const events = await collect(spec());
    expect(events[0]).toMatchObject({ kind: 'started', step: 0, parameters: 5 * 6 + 6 * 3 + 21 });
    expect(events.at(-1)).toMatchObject({ kind: 'end', status: 'finished', step: 20 });
    const steps = (metric: string): number[] => valuesOf(events, metric).map(([step]) => step);
    expect(steps('train/loss')).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(steps('test/error')).toEqual([0, 7, 14, 20]);
    expect(steps('validation/loss')).toEqual([0, 7, 14, 20]);
    expect(steps('interface/drop->b/cosine')).toEqual([0, 5, 10, 15, 20]);
    const saved = events.flatMap((event) => (event.kind === 'checkpoint' ? [event.step] : []));
    expect(saved).toEqual([0, 8, 16, 20]);
    expect((await readdir(checkpoints)).sort()).toEqual(['0', '16', '20', '8']);
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
    const second = await collect(spec(), { resumeFrom: 11 });
    expect(second[0]).toMatchObject({ kind: 'started', step: 11 });
    for (const metric of ['train/loss', 'train/error', 'interface/drop->b/cosine'])
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

  it('says so when training diverges', async () => {
    const wild = spec({ method: 'backprop', optimizer: { kind: 'sgd', rate: 1e30 } });
    await expect(collect(wild)).rejects.toThrow(/training has diverged\. Lower the learning rate/);
  });

  it('refuses a checkpoint that is damaged or of another model', async () => {
    await collect(spec({ steps: 2 }));
    await expect(collect(spec(), { resumeFrom: 3 })).rejects.toThrow(/lacks its 'state.json'/);
    const file = join(checkpoints, '2', 'weights.safetensors');
    await writeFile(file, (await readFile(file)).subarray(0, 500));
    await expect(collect(spec(), { resumeFrom: 2 })).rejects.toThrow(/damaged/);
    const other = spec();
    other.model.nodes.a = {
      kind: 'dense',
      units: 9,
      bias: true,
      batchNorm: true,
      activation: 'relu',
    };
    await expect(collect(other, { resumeFrom: 0 })).rejects.toThrow(/belongs to another model/);
  });

  it('keeps the number of tensors flat over a thousand steps', async () => {
    const stop = new AbortController();
    const counts = new Set<number>();
    const long = spec({ steps: 1000, evaluateEvery: 1000, checkpointEvery: 1000 });
    for await (const event of train({
      spec: long,
      dataset,
      runtime,
      checkpoints,
      resumeFrom: null,
      signal: stop.signal,
    }))
      if (event.kind === 'metrics') counts.add(tf.memory().numTensors);
    expect(counts.size).toBe(1);
  });
});
