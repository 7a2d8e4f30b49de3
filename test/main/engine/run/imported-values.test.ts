import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importDataset } from '#data/import/import-dataset';
import { loadTask } from '#data/load';
import { train } from '#engine/run/train';
import { checkExperiment } from '#spec/check-experiment';
import { importRequestSchema } from '#spec/dataset';
import type { Experiment } from '#spec/experiment';
import { taskFields } from '#spec/task';
import type { TrainEvent } from '#spec/train-events';
import { experiment, onPlainCpu } from '../helpers';
import { calmRecorder, cpuRuntime, valuesOf } from './recorded-run';

describe('imported numbers to predict', () => {
  onPlainCpu();
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dni-values-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function importTable(rows: readonly string[], settings: object): Promise<void> {
    const file = join(folder, 'table.csv');
    await writeFile(file, rows.join('\n'));
    const request = { format: 'csv', id: 'table', file, ...settings };
    await importDataset(importRequestSchema.parse(request), join(folder, 'datasets'));
  }

  async function trainOn(spec: Experiment): Promise<TrainEvent[]> {
    const dataset = await loadTask(spec.task, {
      resources: '',
      datasets: join(folder, 'datasets'),
    });
    expect(checkExperiment(spec, taskFields(spec.task, dataset.fields))).toEqual([]);
    const events: TrainEvent[] = [];
    for await (const event of train({
      spec,
      dataset,
      runtime: cpuRuntime,
      checkpoints: join(folder, 'checkpoints'),
      resumeFrom: [],
      recorder: calmRecorder,
      signal: new AbortController().signal,
    }))
      events.push(event);
    return events;
  }

  it('as the next rows of a sequence: better than the row that was seen last', async () => {
    // A point on a circle and a shifted sine, in the style of recorded motion.
    const position = (row: number): number[] => [0, 1, 2].map((phase) => Math.sin(row / 2 + phase));
    const rows = Array.from({ length: 400 }, (_, row) => {
      const numbers = position(row).map((value) => (300 + 10 * value).toFixed(3));
      return [6 * row, 100 * row, ...numbers].join(';').replaceAll('.', ',');
    });
    await importTable(['"Frame";"Timestamp";"x";"y";"z"', ...rows], {
      ignore: ['Frame', 'Timestamp'],
      scaling: 'standardize',
      testFraction: 0.25,
    });
    const events = await trainOn(
      experiment({
        model: {
          nodes: {
            features: { kind: 'input', field: 'features' },
            core: { kind: 'rnn', units: 6 },
            position: { kind: 'dense', units: 'classes' },
            loss: { kind: 'meanSquaredError', target: 'next' },
          },
          edges: [
            { from: 'features', to: 'core' },
            { from: 'core', to: 'core', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
            { from: 'core', to: 'position' },
            { from: 'position', to: 'loss' },
          ],
        },
        task: { kind: 'sequence', dataset: 'table', ahead: 1 },
        training: {
          method: 'dni',
          steps: 80,
          batch: 4,
          unroll: 4,
          evaluateEvery: 80,
          optimizer: { kind: 'adam', rate: 0.03 },
        },
      }),
    );
    const [, loss] = valuesOf(events, 'test/loss').at(-1) ?? [];
    // The variance of a sine is 1/2, so numbers of unit variance are √2 · sine.
    const lastSeen = Array.from({ length: 400 }, (_, row) =>
      position(row).map((value, axis) => 2 * (value - (position(row + 1)[axis] ?? 0)) ** 2),
    ).flat();
    const errorOfLastSeen = lastSeen.reduce((sum, error) => sum + error, 0) / lastSeen.length;
    expect(errorOfLastSeen).toBeCloseTo(0.245, 2);
    expect(loss).toBeLessThan(errorOfLastSeen / 5);
  });

  it('as several columns of a table: a linear layer finds a linear map', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => {
      const [a, b] = [Math.sin(row), Math.cos(1.7 * row)];
      return [a, b, a + b, a - b, 2 * a].map((value) => value.toFixed(5)).join(',');
    });
    await importTable(['a,b,sum,difference,double', ...rows], {
      values: ['sum', 'difference', 'double'],
      testFraction: 0.25,
    });
    const events = await trainOn(
      experiment({
        model: {
          nodes: {
            features: { kind: 'input', field: 'features' },
            out: { kind: 'dense', units: 3 },
            loss: { kind: 'meanSquaredError', target: 'value' },
          },
          edges: [
            { from: 'features', to: 'out' },
            { from: 'out', to: 'loss' },
          ],
        },
        task: { kind: 'dataset', dataset: 'table' },
        training: {
          method: 'backprop',
          steps: 120,
          batch: 50,
          evaluateEvery: 120,
          optimizer: { kind: 'adam', rate: 0.1 },
        },
      }),
    );
    const [, loss] = valuesOf(events, 'test/loss').at(-1) ?? [];
    expect(loss).toBeLessThan(1e-4);
  });
});
