import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, Split } from '#data/dataset';
import { loadTask } from '#data/load';
import type { TrainingData } from '#engine/feed/source';
import { TrainingSession } from '#engine/run/session';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { taskFields, type Field, type Task } from '#spec/task';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf } from '#tensorflow/backend/tf';
import { loadWasmBackend } from '#tensorflow/backend/wasm-backend';
import { distance } from '../../tensorflow/native';
import { wave } from '../helpers';

const folder = 'resources/templates';
const templates = readdirSync(folder).map((file) => file.replace('.json', ''));

/**
 * A template that the backend in JavaScript trains in a second: small layers and synthesizers, few examples. With
 * plain gradient descent alone, whose updates are as exact as the gradients: Adam makes whole steps of gradients that
 * are nothing but rounding.
 */
function shortened(name: string): Experiment {
  const input = JSON.parse(
    readFileSync(`${folder}/${name}.json`, 'utf8'),
    (key, value: unknown) => {
      if (key === 'optimizer') return { kind: 'sgd', rate: 0.1 };
      if (typeof value === 'number' && (key === 'units' || key === 'filters'))
        return Math.min(value, 6);
      return key === 'hidden' ? (value as number[]).map((units) => Math.min(units, 6)) : value;
    },
  ) as ExperimentInput;
  return experimentSchema.parse({
    ...input,
    task: input.task.kind === 'text' ? { kind: 'text' } : input.task,
    training: { ...input.training, batch: 3 },
    diagnostics: { every: 0 },
  });
}

/** The data of a task; made up where the task needs an imported set. */
function loadData(task: Task): Promise<TrainingData> | TrainingData {
  if (task.kind !== 'dataset') return loadTask(task, { resources: 'resources', datasets: null });
  const fields = taskFields(task) ?? {};
  const column = (field: Field): Split['columns'][string] => {
    if (field.kind === 'label')
      return {
        ...field,
        data: Uint8Array.from({ length: 9 }, (_, index) => index % field.classes),
      };
    const size = field.shape.reduce((product, length) => product * length, 9);
    return { ...field, data: Float32Array.from(wave(size, 1.7)), scale: 1 };
  };
  const columns = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, column(field)]),
  );
  const split = { count: 9, columns };
  return {
    name: 'made up',
    fields,
    splits: { train: split, validation: split, test: split },
  } as Dataset;
}

/** Trains two steps on a backend. Returns the change of each parameter, and the losses of the last step. */
async function trained(
  backend: 'wasm' | 'cpu',
  spec: Experiment,
  data: TrainingData,
): Promise<Record<string, number[]>> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const session = new TrainingSession(spec, data, '');
  const parameters = session.network.parameters.all();
  const values = (): number[][] => parameters.map(({ variable }) => [...variable.dataSync()]);
  const first = values();
  session.advance(1);
  const reports = session.advance(1);
  const losses = [...(reports.at(-1)?.losses ?? [])].map(
    ([id, { sum, valid, incorrect }]) => [`loss of ${id}`, [sum, valid, incorrect ?? -1]] as const,
  );
  const changes = values().map(
    (after, index) =>
      [
        parameters[index]?.name ?? '',
        after.map((value, at) => value - (first[index]?.[at] ?? Number.NaN)),
      ] as const,
  );
  session.dispose();
  expect(tf.memory().numTensors, `tensors left behind on ${backend}`).toBe(before);
  return Object.fromEntries([...losses, ...changes]);
}

/** The largest difference, relative to the largest number, or to `floor` where that is larger. */
function relativeDistance(actual: number[], expected: number[], floor: number): number {
  return distance([...actual, floor], [...expected, floor]);
}

describe('every template on the WebAssembly backend', () => {
  beforeAll(async () => {
    await loadCpuBackend();
    await loadWasmBackend();
  });

  it.each(templates)('%s trains as on the backend in JavaScript', async (name) => {
    const spec = shortened(name);
    const data = await loadData(spec.task);
    const actual = await trained('wasm', spec, data);
    const expected = await trained('cpu', spec, data);
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    // A bias before batch normalization has no gradient but rounding.
    const floor =
      1e-3 * Math.max(...Object.values(expected).map((changes) => Math.abs(changes[0] ?? 0)));
    for (const [part, values] of Object.entries(expected))
      expect(relativeDistance(actual[part] ?? [], values, floor), part).toBeLessThan(1e-3);
  });
});
