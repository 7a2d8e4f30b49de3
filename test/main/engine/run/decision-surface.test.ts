import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptySplit, type Dataset } from '#data/dataset';
import { buildNetwork } from '#engine/model/network';
import { computeSurface } from '#engine/run/decision-surface';
import { encodeSafetensors } from '#engine/run/safetensors';
import type { DecisionSurface } from '#spec/inspect';
import { experiment, onPlainCpu, setWeights, waveDataset } from '../helpers';

describe('the decision surface of a checkpoint', () => {
  onPlainCpu();

  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dni-surface-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const spec = experiment({
    model: {
      nodes: {
        point: { kind: 'input', field: 'point' },
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'point', to: 'logits' },
        { from: 'logits', to: 'loss' },
      ],
    },
  });
  const data: Dataset = {
    name: 'points',
    fields: { point: { kind: 'values', shape: [2] }, label: { kind: 'label', classes: 2 } },
    splits: {
      train: {
        count: 2,
        columns: {
          // Stored in tenths: (1, −2) and (0, 0.5).
          point: {
            kind: 'values',
            shape: [2],
            data: Float32Array.of(10, -20, 0, 5),
            scale: 0.1,
          },
          label: { kind: 'label', classes: 2, data: Uint8Array.of(1, 0) },
        },
      },
      validation: emptySplit,
      test: emptySplit,
    },
  };

  async function surface(weights: Record<string, number[]>): Promise<DecisionSurface> {
    const network = buildNetwork(spec.model, data.fields, 1);
    setWeights(network, weights);
    const arrays = network.parameters.all().map(({ name, variable }) => ({
      name,
      shape: variable.shape,
      values: variable.dataSync() as Float32Array,
    }));
    network.dispose();
    await mkdir(join(folder, '7'), { recursive: true });
    await writeFile(join(folder, '7', 'weights.safetensors'), encodeSafetensors(arrays, {}));
    return computeSurface(
      { spec, data, checkpoints: folder, step: 7 },
      { kind: 'surface', size: 3 },
    );
  }

  it('gives the likeliest class and its probability at each point, rows from the smallest y', async () => {
    // The logits are (0, x + 2 y): class 1 where x + 2 y > 0.
    const result = await surface({ 'logits/kernel': [0, 1, 0, 2], 'logits/bias': [0, 0] });
    expect(result).toMatchObject({ kind: 'surface', step: 7, loss: 'loss', size: 3 });
    // The outermost example is 2 away from an axis, with a margin of a tenth.
    expect(result.extent).toBeCloseTo(2.2, 5);
    // x + 2 y in multiples of 2.2: −3 −2 −1, −1 0 1, 1 2 3. Equal logits: the first class.
    expect(result.classes).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
    const sigmoid = (z: number): number => 1 / (1 + Math.exp(-2.2 * z));
    [3, 2, 1, 1, 0, 1, 1, 2, 3].forEach((z, at) =>
      expect(result.probabilities[at]).toBeCloseTo(sigmoid(z), 3),
    );
    expect(
      result.examples.map((example) => example.map((value) => Number(value.toFixed(3)))),
    ).toEqual([
      [1, -2, 1],
      [0, 0.5, 0],
    ]);
  });

  it('is refused for a model of another input', async () => {
    await expect(
      computeSurface(
        { spec, data: waveDataset(3, 5), checkpoints: folder, step: 7 },
        { kind: 'surface', size: 3 },
      ),
    ).rejects.toThrow('Only a model that reads two numbers');
  });
});
