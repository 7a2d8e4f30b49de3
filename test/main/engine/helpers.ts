import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Batch } from '#data/streams/batches';
import type { Dataset, Split } from '#data/dataset';
import { uploadFeed, type Feed, type WindowData } from '#engine/feed/feed';
import type { RecurrentState } from '#engine/step/recurrent-state';
import { buildNetwork, type Network } from '#engine/model/network';
import type { StepReport } from '#engine/step/report';
import { exampleWindow } from '#engine/feed/example-window';
import { StepRunner } from '#engine/step/runner';
import { TrainStep } from '#engine/step/train-step';
import { inferUpdateWindows } from '#spec/update-windows';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { loadWasmBackend } from '#tensorflow/backend/wasm-backend';

/**
 * Runs the file's tests on tfjs's backend in JavaScript, or on the one in WebAssembly where the environment sets
 * TEST_BACKEND=wasm, and fails each test that leaves a tensor behind.
 */
export function onPlainCpu(): void {
  let before = 0;
  beforeAll(process.env.TEST_BACKEND === 'wasm' ? loadWasmBackend : loadCpuBackend);
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
}

export const numbers = (size: number): Fields => ({
  x: { kind: 'values', shape: [size] },
  y: { kind: 'values', shape: [1] },
  label: { kind: 'label', classes: 3 },
});

/** An experiment from the parts a test cares about. */
export function experiment(parts: Partial<ExperimentInput>): Experiment {
  return experimentSchema.parse({
    version: 1,
    name: 'test',
    model: { nodes: {}, edges: [] },
    task: { kind: 'spirals' },
    training: { steps: 10, batch: 2, optimizer: { kind: 'sgd', rate: 0.1 } },
    ...parts,
  });
}

/** One layer on a set of examples: nothing is carried between steps. */
export const oneLayerModel: ExperimentInput['model'] = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 1 },
    loss: { kind: 'meanSquaredError', target: 'y' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'loss' },
  ],
};

export function batchOf(rows: number, values: Record<string, number[]>): Batch {
  const arrays = Object.entries(values).map(([field, list]) => [
    field,
    field === 'label' ? Int32Array.from(list) : Float32Array.from(list),
  ]);
  return {
    rows,
    values: Object.fromEntries(arrays) as Batch['values'],
    scales: {},
    indices: Uint32Array.from({ length: rows }, (_, index) => index),
  };
}

export function setWeights(network: Network, weights: Record<string, number[]>): void {
  for (const [name, values] of Object.entries(weights)) {
    const parameter = network.parameters.all().find((one) => one.name === name);
    if (!parameter) throw new Error(`no parameter '${name}'`);
    const tensor = tf.tensor(values, parameter.variable.shape, 'float32');
    parameter.variable.assign(tensor);
    tensor.dispose();
  }
}

export function weightsOf(network: Network): Record<string, number[]> {
  return Object.fromEntries(
    network.parameters.all().map(({ name, variable }) => [name, [...variable.dataSync()]]),
  );
}

export function expectClose(actual: ArrayLike<number>, expected: number[], digits = 5): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => expect(actual[index]).toBeCloseTo(value, digits));
}

export function valuesOf(tensor: Tensor | null | undefined): number[] {
  return tensor ? [...tensor.dataSync()] : [];
}

/** Largest difference of two weight sets relative to the largest weight of each array. */
export function relativeDifference(
  a: Record<string, number[]>,
  b: Record<string, number[]>,
): number {
  let worst = 0;
  for (const [name, values] of Object.entries(a)) {
    const scale = Math.max(...values.map(Math.abs), 1e-12);
    values.forEach((value, index) => {
      worst = Math.max(worst, Math.abs(value - (b[name]?.[index] ?? Number.NaN)) / scale);
    });
  }
  return worst;
}

/** Deterministic numbers in (−1, 1) that need no generator of ours. */
export function wave(count: number, frequency = 1.7): number[] {
  return Array.from({ length: count }, (_, index) => Math.sin(frequency * (index + 1)));
}

export function network(spec: Experiment, fields: Fields): Network {
  return buildNetwork(spec.model, fields, spec.training.seed);
}

/** A small classification data set of waves, the same in every call. */
export function waveDataset(size: number, count: number): Dataset {
  const split = (examples: number, frequency: number): Split => ({
    count: examples,
    columns: {
      x: {
        kind: 'values',
        shape: [size],
        data: Float32Array.from(wave(examples * size, frequency)),
        scale: 1,
      },
      y: { kind: 'values', shape: [1], data: Float32Array.from(wave(examples, 0.9)), scale: 1 },
      label: {
        kind: 'label',
        classes: 3,
        data: Uint8Array.from({ length: examples }, (_, index) => (index * 7) % 3),
      },
    },
  });
  return {
    name: 'waves',
    fields: numbers(size),
    splits: { train: split(count, 1.7), validation: split(20, 1.3), test: split(30, 1.1) },
  };
}

export function feedOf(network: Network, batch: Batch): Feed {
  return uploadFeed(network, exampleWindow(batch));
}

/** What a generator returns, when all it yields is ignored. */
export function resultOf<T>(generator: Generator<unknown, T, void>): T {
  let step = generator.next();
  while (!step.done) step = generator.next();
  return step.value;
}

/** A runner that runs op by op. */
export const eager = (): StepRunner => new StepRunner({ variables: [], compiled: false });

/** The training step of an experiment with all it needs beside its network. */
export class Trainer {
  readonly network: Network;
  readonly runner = eager();
  readonly #spec: Experiment;
  readonly #step: TrainStep;
  #read = 0;
  #steps = 0;

  constructor(spec: Experiment, fields: Fields) {
    this.#spec = spec;
    this.network = network(spec, fields);
    this.#step = new TrainStep(this.network, spec.training, inferUpdateWindows(spec));
  }

  get memory(): RecurrentState {
    return this.#step.recurrentState;
  }

  /** One step on a batch of a set. */
  onBatch(batch: Batch, updating: ReadonlySet<string> | null = null): StepReport {
    return this.on(() => exampleWindow(batch), 1, updating);
  }

  /** One step of `ticks` on whatever windows it asks for. */
  on(
    window: (ticks: number, history: number, back: number) => WindowData,
    ticks: number,
    updating: ReadonlySet<string> | null = null,
  ): StepReport {
    const [report] = this.#step.run(
      [
        {
          source: { advance: () => undefined, window },
          ticksRead: this.#read,
          ticks,
          step: this.#steps,
          seed: this.#spec.training.seed,
          updating,
        },
      ],
      this.runner,
    );
    this.#read += ticks;
    this.#steps += 1;
    if (!report) throw new Error('nothing was reported');
    return report;
  }

  dispose(): void {
    this.#step.dispose();
    this.network.dispose();
  }
}

/** Mean of what was asked for at the loss called `loss`. */
export function lossIn({ losses }: StepReport, id = 'loss'): number {
  const found = losses.get(id);
  return found ? found.sum / found.valid : Number.NaN;
}

/** Three numbers and one of three classes at every tick. */
export const symbolFields: Fields = {
  x: { kind: 'values', shape: [3] },
  symbol: { kind: 'label', classes: 3 },
};

/** Streams of these for `windowOf`, the same in every call. */
export function symbolStreams(
  rows: number,
  ticks: number,
): Record<'x' | 'symbol', { size: number; values: number[]; isLabel?: boolean }> {
  const symbols = Array.from({ length: rows * ticks }, (_, index) => (index * 5 + (index % 4)) % 3);
  return {
    x: { size: 3, values: wave(rows * ticks * 3) },
    symbol: { size: 1, isLabel: true, values: symbols },
  };
}

/** Ticks `from` to `from + ticks` (from 0) of streams that are given whole, one row after the other. */
export function windowOf(
  rows: number,
  fields: Record<string, { size: number; values: number[]; isLabel?: boolean }>,
  begins: number[][] | null,
  from: number,
  ticks: number,
  history = 0,
): WindowData {
  const values = Object.entries(fields).map(([name, field]) => {
    const total = field.values.length / rows / field.size;
    const list: number[] = [];
    for (let tick = from - history; tick < from + ticks; tick++)
      for (let row = 0; row < rows; row++)
        for (let at = 0; at < field.size; at++)
          list.push(
            tick < 0
              ? field.isLabel
                ? -1
                : 0
              : (field.values[(row * total + tick) * field.size + at] ?? 0),
          );
    return [name, field.isLabel ? Int32Array.from(list) : Float32Array.from(list)] as const;
  });
  const marks =
    begins &&
    Float32Array.from(
      Array.from({ length: ticks + 1 }, (_, tick) =>
        Array.from({ length: rows }, (__, row) => (begins[row]?.includes(from + tick) ? 1 : 0)),
      ).flat(),
    );
  return {
    clock: { offset: from, ticks },
    rows,
    history,
    values: Object.fromEntries(values),
    begins: marks,
  };
}
