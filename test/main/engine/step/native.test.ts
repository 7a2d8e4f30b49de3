import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { train } from '#engine/run/train';
import type { ExperimentInput } from '#spec/experiment';
import { loadTensorFlow, type TensorRuntime } from '#tensorflow/runtime/load-tensorflow';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf } from '#tensorflow/backend/tf';
import { experiment, waveDataset } from '../helpers';
import { calmRecorder } from '../run/recorded-run';

/** Every kind of layer, synthesizer and optimizer group in one small model. */
const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x', layout: 'grid' },
      conv: { kind: 'conv2d', filters: 4, kernel: 3, batchNorm: true, activation: 'relu' },
      pool: { kind: 'maxPool', size: 2 },
      flat: { kind: 'flatten' },
      a: { kind: 'dense', units: 8, batchNorm: true, activation: 'gelu' },
      b: { kind: 'dense', units: 8, activation: 'tanh' },
      sum: { kind: 'add' },
      both: { kind: 'concat' },
      logits: { kind: 'dense', units: 3 },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [
      { from: 'x', to: 'conv' },
      {
        from: 'conv',
        to: 'pool',
        decoupled: { synthesizer: { kind: 'conv', hidden: [3], condition: 'label' } },
      },
      { from: 'pool', to: 'flat' },
      { from: 'flat', to: 'a' },
      {
        from: 'a',
        to: 'b',
        decoupled: {
          synthesizer: { hidden: [6], batchNorm: true },
          syntheticInput: { hidden: [5] },
        },
      },
      { from: 'a', to: 'sum' },
      { from: 'b', to: 'sum' },
      { from: 'sum', to: 'both' },
      { from: 'flat', to: 'both' },
      { from: 'both', to: 'logits', decoupled: { synthesizer: { hidden: [] } } },
      { from: 'logits', to: 'loss' },
    ],
  },
  training: { steps: 30, batch: 8, optimizer: { kind: 'momentum', rate: 0.01 } },
  diagnostics: { every: 10, batch: 8 },
} satisfies Partial<ExperimentInput>);

const waves = waveDataset(36, 40);
const dataset = {
  ...waves,
  fields: { ...waves.fields, x: { kind: 'values' as const, shape: [6, 6, 1] } },
};

describe('on the TensorFlow runtime', () => {
  let runtime: TensorRuntime;
  beforeAll(async () => {
    runtime = await loadTensorFlow({ allowFallback: false });
  });

  /** By metric and step: how many steps a call makes decides the order in which they are told. */
  const losses = async (): Promise<Map<string, number>> => {
    const checkpoints = await mkdtemp(join(tmpdir(), 'dni-native-'));
    const values = new Map<string, number>();
    for await (const event of train({
      spec,
      dataset,
      runtime,
      checkpoints,
      resumeFrom: [],
      recorder: calmRecorder,
      signal: new AbortController().signal,
    }))
      if (event.kind === 'metrics')
        for (const { metric, step, value } of event.points)
          if (metric === 'train/loss' || metric.startsWith('interface/'))
            values.set(`${metric} ${step}`, value);
    await rm(checkpoints, { recursive: true });
    return values;
  };

  it('trains as on the CPU backend, repeats itself exactly, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const native = await losses();
    expect(tf.memory().numTensors).toBe(before);
    expect(await losses()).toEqual(native);
    await loadCpuBackend();
    const plain = await losses();
    // Three measures of three interfaces at four steps; at the first, zero gradients have no cosine.
    expect(plain.size).toBe(30 + 3 * 3 * 4 - 3);
    plain.forEach((value, name) => {
      expect(Math.abs((native.get(name) ?? 0) - value)).toBeLessThan(
        2e-4 * Math.max(1, Math.abs(value)),
      );
    });
  });
});
