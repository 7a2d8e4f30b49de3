/** Training steps of the engine, recorded so that a script can do them again. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, TrainingData } from '#engine/feed/source';
import { isStream, openDataSource } from '#engine/feed/source';
import { saveCheckpoint, type TrainingState } from '#engine/run/checkpoint';
import { encodeSafetensors, type NamedArray } from '#engine/run/safetensors';
import { TrainStep } from '#engine/step/train-step';
import { buildNetwork } from '#engine/model/network';
import type { Experiment } from '#spec/experiment';
import { findField, type Fields } from '#spec/task';
import { sizeFromShape } from '#spec/shapes';
import { inferUpdateWindows } from '#spec/update-windows';
import { tf } from '#tensorflow/backend/tf';
import type { WindowData } from '#engine/feed/feed';
import { eager } from '../../engine/helpers';

export interface Recording {
  /** Of each step, the sum of the mean losses; null where one has no target. */
  losses: (number | null)[];
  batches: string;
  /** Folder with the checkpoints, by step. */
  checkpoints: string;
}

/**
 * Trains `steps` steps on tfjs's own CPU backend, and writes to `folder` what they read, and the checkpoints before the
 * first, after the first and after the last. All weights begin at random numbers, also those that begin at zero
 * otherwise, so that every part of the step matters.
 */
export async function record(
  spec: Experiment,
  data: TrainingData,
  folder: string,
  steps: number,
): Promise<Recording> {
  const { training, model } = spec;
  const network = buildNetwork(model, data.fields, training.seed);
  const trainStep = new TrainStep(network, training, inferUpdateWindows(spec));
  const runner = eager();
  network.parameters.all().forEach(({ variable, name }, index) => {
    if (!variable.trainable) return;
    tf.tidy(() =>
      variable.assign(
        tf.add(
          variable,
          tf.mul(0.1, tf.randomNormal(variable.shape, 0, 1, 'float32', index + name.length)),
        ),
      ),
    );
  });
  const source = openDataSource(data, {
    training,
    pastTicks: trainStep.pastTicks,
    columns: null,
    from: null,
  });
  const windows: WindowData[] = [];
  const recorded: Pick<DataSource, 'advance' | 'window'> = {
    advance: (ticks) => source.advance(ticks),
    window: (ticks, history, back) => {
      const window = source.window(ticks, history, back);
      if (back === 0) windows.push(copyWindow(window, training.method === 'dni'));
      return window;
    },
  };
  const checkpoints = join(folder, 'checkpoints');
  await mkdir(folder, { recursive: true });
  const save = (step: number, read: number): Promise<void> =>
    saveCheckpoint(
      checkpoints,
      { network, optimizers: trainStep.optimizers, recurrentState: trainStep.recurrentState },
      { ...emptyState, step, read, updates: countsOf(trainStep) },
    );
  await save(0, 0);
  const losses: (number | null)[] = [];
  const ticks = inferUpdateWindows(spec)?.step ?? 1;
  for (let step = 0; step < steps; step++) {
    const [report] = trainStep.run(
      [{ source: recorded, ticksRead: step * ticks, ticks, step, seed: 1, updating: null }],
      runner,
    );
    const all = [...(report?.losses.values() ?? [])];
    losses.push(
      all.every(({ valid }) => valid > 0)
        ? all.reduce((total, { sum, valid }) => total + sum / valid, 0)
        : null,
    );
    if (step === 0) await save(1, ticks);
  }
  await save(steps, steps * ticks);
  const batches = join(folder, 'batches.safetensors');
  await writeFile(batches, encodeSafetensors(arraysOf(windows, data.fields, isStream(data))));
  trainStep.dispose();
  network.dispose();
  return { losses, batches, checkpoints };
}

/** `withHistory`: a script without synthesizers reads none. */
function copyWindow(window: WindowData, withHistory: boolean): WindowData {
  const { values, begins, history, clock } = window;
  const left = withHistory ? 0 : history / (history + clock.ticks);
  return {
    ...window,
    values: Object.fromEntries(
      Object.entries(values).map(([name, all]) => [name, all.slice(Math.round(left * all.length))]),
    ),
    begins: begins?.slice() ?? null,
  };
}

function countsOf({ optimizers }: TrainStep): Record<string, number> {
  return Object.fromEntries([...optimizers].map(([id, { count }]) => [id, count]));
}

const emptyState: TrainingState = {
  version: 2,
  step: 0,
  seconds: 0,
  read: 0,
  ticks: 1,
  supply: { kind: 'set', batches: { epochStart: [1, 2, 3, 4], offset: 0 } },
  generators: { updates: [1, 2, 3, 4], dropout: [1, 2, 3, 4] },
  updates: {},
};

/** By field what all steps read, one after the other. */
function arraysOf(
  windows: readonly WindowData[],
  fields: Fields,
  isStreamed: boolean,
): NamedArray[] {
  const [first] = windows;
  if (!first) return [];
  const { rows, clock } = first;
  const joined = (parts: readonly ArrayLike<number>[]): Float32Array =>
    Float32Array.from(parts.flatMap((part) => Array.from(part)));
  const named = Object.keys(first.values).map((name): NamedArray => {
    const field = findField(fields, name);
    const shape = field?.kind === 'values' ? field.shape : [];
    const scale = first.scales?.[name] ?? 1;
    const values = joined(windows.map((window) => window.values[name] ?? [])).map(
      (value) => value * scale,
    );
    const ticks = values.length / (windows.length * rows * sizeFromShape(shape));
    return {
      name,
      shape: [windows.length, ...(isStreamed ? [ticks] : []), rows, ...shape],
      values,
    };
  });
  if (!first.begins) return named;
  const begins = joined(windows.map((window) => window.begins ?? []));
  return [
    ...named,
    { name: 'begins', shape: [windows.length, clock.ticks + 1, rows], values: begins },
  ];
}
