import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import type { TrainingData } from '#engine/feed/source';
import { estimateDisk } from '#spec/estimate-disk';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import { rowBytes } from '#storage/metric-files';
import { experiment, onPlainCpu, waveDataset } from '../helpers';
import { cpuRuntime, RecordedRun, withShortSplits } from './recorded-run';
import { classifier, twoRates } from './small-models';

const training = (
  more: Partial<ExperimentInput['training']> = {},
): ExperimentInput['training'] => ({
  steps: 12,
  batch: 8,
  evaluateEvery: 5,
  checkpointEvery: 6,
  optimizer: { kind: 'adam', rate: 0.01 },
  ...more,
});

/** Large enough for numbers to outweigh the names of arrays. */
const widened = (model: ExperimentInput['model'], units: number): ExperimentInput['model'] => ({
  nodes: Object.fromEntries(
    Object.entries(model.nodes).map(([id, node]) => [
      id,
      'units' in node && node.units !== 'classes' && id !== 'b' ? { ...node, units } : node,
    ]),
  ),
  edges: model.edges,
});

const layers = (more?: Partial<ExperimentInput['training']>): Experiment =>
  experiment({
    model: widened(classifier, 40),
    training: training(more),
    diagnostics: { every: 4, batch: 8 },
  });

const recurrent = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'symbol' },
      core: { kind: 'gru', units: 16 },
      out: { kind: 'dense', units: 'classes', batchNorm: true },
      loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
    },
    edges: [
      { from: 'x', to: 'core' },
      {
        from: 'core',
        to: 'core',
        delay: 1,
        decoupled: {
          synthesizer: { hidden: [4], condition: { inputs: 2 } },
          auxiliary: true,
          optimizer: { kind: 'sgd', rate: 0.1 },
        },
      },
      { from: 'core', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  },
  task: { kind: 'recall', delay: 2 },
  training: training({ unroll: 3 }),
  diagnostics: { every: 4, batch: 4 },
});

const rates = experiment({
  model: widened(twoRates, 12),
  task: { kind: 'recall', delay: 2 },
  training: training({ unroll: 2 }),
  diagnostics: { every: 4, batch: 4 },
});

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('what a run leaves on the disk', () => {
  onPlainCpu();
  let checkpoints = '';
  beforeEach(async () => {
    checkpoints = await mkdtemp(join(tmpdir(), 'dni-size-'));
  });
  afterEach(() => rm(checkpoints, { recursive: true }));

  it.each([
    ['layers with synthesizers', layers()],
    ['layers whose synthesizers are not trained', layers({ method: 'none' })],
    ['a recurrent core with its auxiliary task', recurrent],
    ['two networks of different rates', rates],
  ])(
    'is as much as estimated: %s',
    async (_, spec) => {
      const { task } = spec;
      const dataset: TrainingData =
        task.kind === 'spirals'
          ? waveDataset(5, 50)
          : withShortSplits(await loadTicks(task, { resources: 'resources', datasets: null }), 3);
      const run = new RecordedRun({ spec, dataset, runtime: cpuRuntime, checkpoints });
      await run.go();
      const estimate = estimateDisk(spec, dataset.fields);
      const steps = await run.checkpoints();
      const last = await sizeOf(join(checkpoints, String(steps[0])));
      const rows = Object.values(run.rows()).reduce((sum, curve) => sum + curve.length, 0);
      const isNear = (estimated: number, found: number): void =>
        expect(Math.abs(estimated / found - 1), `${estimated} for ${found}`).toBeLessThan(0.1);
      expect(steps).toHaveLength(estimate.checkpoints);
      isNear(estimate.checkpoint, last);
      isNear(estimate.curves, rows * rowBytes);
      isNear(estimate.bytes, (await sizeOf(checkpoints)) + rows * rowBytes);
    },
    120_000,
  );
});
