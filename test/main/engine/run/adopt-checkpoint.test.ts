import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import type { TrainingData } from '#engine/feed/source';
import { decodeSafetensors } from '#engine/run/safetensors';
import { TrainingSession } from '#engine/run/session';
import { train } from '#engine/run/train';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import type { TrainEvent } from '#spec/train-events';
import { experiment, onPlainCpu, waveDataset } from '../helpers';
import { calmRecorder, cpuRuntime, valuesOf, withShortSplits } from './recorded-run';
import { classifier, twoRates } from './small-models';

const examples = waveDataset(5, 50);
type Settings = Partial<ExperimentInput['training']>;

const classify = (training: Settings = {}, model = classifier): Experiment =>
  experiment({
    model,
    training: {
      steps: 20,
      batch: 8,
      updateProbability: 0.5,
      evaluateEvery: 5,
      checkpointEvery: 8,
      optimizer: { kind: 'adam', rate: 0.01 },
      ...training,
    },
    diagnostics: { every: 4, batch: 8 },
  });

const recall = (training: Settings = {}): Experiment =>
  experiment({
    model: twoRates,
    task: { kind: 'recall', delay: 2 },
    training: {
      steps: 8,
      batch: 3,
      unroll: 2,
      evaluateEvery: 4,
      checkpointEvery: 4,
      optimizer: { kind: 'adam', rate: 0.01 },
      ...training,
    },
    diagnostics: { every: 4, batch: 3 },
  });

describe('a run that continues another one', () => {
  onPlainCpu();
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dni-continue-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const parentFolder = (): string => join(folder, 'parent');

  async function trainAll(
    spec: Experiment,
    dataset: TrainingData,
    more: {
      checkpoints?: string;
      from?: { step: number; spec: Experiment; hasSameData?: boolean };
      resumeFrom?: number[];
      stopAt?: number;
    } = {},
  ): Promise<TrainEvent[]> {
    const { checkpoints = parentFolder(), from, resumeFrom = [], stopAt } = more;
    const stop = new AbortController();
    const events: TrainEvent[] = [];
    const continueFrom = from && { checkpoints: parentFolder(), hasSameData: true, ...from };
    const places = { checkpoints, resumeFrom, continueFrom };
    const rest = { runtime: cpuRuntime, recorder: calmRecorder, signal: stop.signal };
    for await (const event of train({ spec, dataset, ...places, ...rest })) {
      events.push(event);
      if (event.kind === 'metrics' && event.step === stopAt) stop.abort();
    }
    return events;
  }
  const child = (name = 'child') => ({ checkpoints: join(folder, name) });
  const notesOf = (events: readonly TrainEvent[]): string[] =>
    events.flatMap((event) => (event.kind === 'log' ? [event.message] : []));
  const afterStep = (values: [number, number][], step: number): [number, number][] =>
    values.filter(([at]) => at > step);

  it('trains as the other one goes on where nothing differs, and counts its steps on', async () => {
    const parent = await trainAll(classify(), examples);
    const events = await trainAll(classify(), examples, {
      ...child(),
      from: { step: 16, spec: classify() },
    });
    for (const metric of ['train/loss', 'validation/loss', 'test/error']) {
      const expected = afterStep(valuesOf(parent, metric), 16);
      expect(expected.length).toBeGreaterThan(0);
      expect(afterStep(valuesOf(events, metric), 16)).toEqual(expected);
    }
    // The first evaluation is that of the checkpoint.
    expect(valuesOf(events, 'validation/loss')[0]?.[0]).toBe(16);
    expect(events[0]).toMatchObject({ kind: 'started', step: 16 });
    expect(events.flatMap((event) => (event.kind === 'checkpoint' ? [event.step] : []))).toEqual([
      16, 20,
    ]);
    expect(notesOf(events)).toEqual(['The run goes on at the same place in the data.']);
  });

  it('does so on a stream with recurrent state', async () => {
    const data = withShortSplits(
      await loadTicks(recall().task, { resources: 'resources', datasets: null }),
      3,
    );
    const parent = await trainAll(recall(), data);
    const from = { step: 4, spec: recall() };
    const events = await trainAll(recall(), data, { ...child(), from });
    const expected = afterStep(valuesOf(parent, 'train/loss'), 4);
    expect(expected.length).toBeGreaterThan(2);
    expect(afterStep(valuesOf(events, 'train/loss'), 4)).toEqual(expected);

    // Backprop has other windows: another place in the stream, the same weights.
    const other = recall({ method: 'backprop', fullUnroll: 4 });
    const changed = await trainAll(other, data, { ...child('other'), from });
    expect(notesOf(changed)).toContain(
      'The data begin from the start, and the recurrent state is zero, because the data, the batch, the seed or the update windows are others.',
    );
    expect(valuesOf(changed, 'validation/loss')[0]).toEqual(
      valuesOf(parent, 'validation/loss').find(([step]) => step === 4),
    );
  });

  it('trains with its own settings from the first step on', async () => {
    const parent = await trainAll(classify(), examples);
    const slower = classify({ optimizer: { kind: 'adam', rate: 0.0001 }, updateProbability: 1 });
    const from = { step: 16, spec: classify() };
    const events = await trainAll(slower, examples, { ...child(), from });
    const [before, after] = [parent, events].map((of) => afterStep(valuesOf(of, 'train/loss'), 16));
    // The loss of a step is that of the weights before its update.
    expect(after?.[0]).toEqual(before?.[0]);
    expect(after?.[1]?.[1]).not.toBe(before?.[1]?.[1]);
  });

  it('takes the weights of the model under another method, with synthesizers of its own', async () => {
    const plain = classify({ method: 'backprop' });
    const parent = await trainAll(plain, examples);
    const dni = classify({ steps: 30 });
    const from = { step: 20, spec: plain };
    const events = await trainAll(dni, examples, { ...child(), from });
    expect(notesOf(events)).toEqual([
      'New and untrained are: drop->b/synthesizer, drop->b/syntheticInput.',
      'The run goes on at the same place in the data.',
    ]);
    expect(valuesOf(events, 'validation/loss')[0]).toEqual(
      valuesOf(parent, 'validation/loss').at(-1),
    );
    expect(events.at(-1)).toMatchObject({ kind: 'end', status: 'finished', step: 30 });
  });

  it('takes the moments of the same optimizer alone', async () => {
    const parentSpec = classify();
    await trainAll(parentSpec, examples);
    const slots = async (checkpoints: string, step: number) =>
      decodeSafetensors(
        await readFile(join(checkpoints, String(step), 'optimizer.safetensors')),
        'x',
      );
    const from = { step: 16, spec: parentSpec };
    const same = child('same');
    await trainAll(classify({ optimizer: { kind: 'adam', rate: 1e-4 } }), examples, {
      ...same,
      from,
    });
    expect(await slots(same.checkpoints, 16)).toEqual(await slots(parentFolder(), 16));
    const other = await trainAll(classify({ optimizer: { kind: 'sgd', rate: 0.01 } }), examples, {
      ...child('other'),
      from,
    });
    expect(notesOf(other)[0]).toBe(
      'The optimizer begins anew for: a, b, drop->b/synthesizer, drop->b/syntheticInput.',
    );
  });

  it('begins the data from the start where the seed, the batch or the files are others', async () => {
    await trainAll(classify(), examples);
    const from = { step: 16, spec: classify() };
    const start =
      'The data begin from the start, because the data, the batch, the seed or the update windows are others.';
    for (const [name, settings, hasSameData] of [
      ['seed', { seed: 7 }, true],
      ['batch', { batch: 4 }, true],
      ['files', {}, false],
    ] as const) {
      const options = { ...child(name), from: { ...from, hasSameData } };
      expect(notesOf(await trainAll(classify(settings), examples, options)), name).toEqual([start]);
    }
    const session = new TrainingSession(classify({ batch: 4 }), examples, folder);
    await session.continueFrom({ ...from, checkpoints: parentFolder(), hasSameData: true });
    // 16 steps of 8 examples before, then two of 4.
    expect(session.examples).toBe(128);
    session.advance();
    session.advance();
    expect(session.examples).toBe(136);
    session.dispose();
  });

  it('refuses a checkpoint whose parameters do not fit the model', async () => {
    await trainAll(classify(), examples);
    const wider = { ...classifier, nodes: { ...classifier.nodes } };
    wider.nodes['a'] = { kind: 'dense', units: 7, batchNorm: true, activation: 'relu' };
    const from = { step: 16, spec: classify() };
    await expect(
      trainAll(classify({}, wider), examples, { ...child(), from }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/has 'a\/kernel' in shape \[5, 6\]; the model wants \[5, 7\]/),
    });
    const missing = { ...from, step: 12 };
    await expect(
      trainAll(classify(), examples, { ...child(), from: missing }),
    ).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('gives a new synthesizer its whole warm-up', async () => {
    const warm = structuredClone(classifier);
    const decoupled = warm.edges.find((edge) => edge.decoupled)?.decoupled;
    if (!decoupled) throw new Error('no decoupled edge');
    const plain = classify({ method: 'backprop' });
    await trainAll(plain, examples);
    const trainOn = async (warmup: number): Promise<[number, number][]> => {
      decoupled.warmup = warmup;
      const spec = classify({ steps: 30, updateProbability: 1 }, warm);
      const from = { step: 20, spec: plain };
      return valuesOf(
        await trainAll(spec, examples, { ...child(`w${warmup}`), from }),
        'train/loss',
      );
    };
    const [none, three, long] = [await trainOn(0), await trainOn(3), await trainOn(100)];
    // The synthesizer counts from step 23 on, and not before.
    expect(three.filter(([step]) => step <= 24)).toEqual(long.filter(([step]) => step <= 24));
    expect(three.at(-1)).not.toEqual(long.at(-1));
    expect(three.at(-1)).not.toEqual(none.at(-1));
  });

  it('is the same again, also where it is stopped and resumed from its own checkpoint', async () => {
    await trainAll(classify({ method: 'backprop' }), examples);
    const spec = classify({ steps: 32 });
    const from = { step: 16, spec: classify({ method: 'backprop' }) };
    const whole = await trainAll(spec, examples, { ...child('a'), from });
    const first = await trainAll(spec, examples, { ...child('b'), from, stopAt: 21 });
    const rest = await trainAll(spec, examples, { ...child('b'), from, resumeFrom: [21] });
    for (const metric of ['train/loss', 'validation/loss', 'interface/drop->b/cosine'])
      expect([...valuesOf(first, metric), ...valuesOf(rest, metric)]).toEqual(
        valuesOf(whole, metric),
      );
  });
});
