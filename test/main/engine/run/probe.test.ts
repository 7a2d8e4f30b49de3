import { describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import { emptySplit, type Dataset } from '#data/dataset';
import { disposeFeed } from '#engine/feed/feed';
import { makeProbe, type Probe } from '#engine/run/probe';
import type { TrainingData } from '#engine/feed/source';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import { experiment, network, onPlainCpu, valuesOf, waveDataset, oneLayerModel } from '../helpers';

const examples = (more: Partial<ExperimentInput> = {}): Experiment =>
  experiment({
    model: oneLayerModel,
    diagnostics: { every: 5, batch: 8 },
    ...more,
  });

const stream = (diagnostics: ExperimentInput['diagnostics'], batch: number): Experiment =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'symbol' },
        core: { kind: 'rnn', units: 2 },
        out: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
      },
      edges: [
        { from: 'x', to: 'core' },
        {
          from: 'core',
          to: 'core',
          delay: 1,
          decoupled: { synthesizer: { hidden: [], condition: { inputs: 2 } } },
        },
        { from: 'core', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
    task: { kind: 'recall' },
    training: { steps: 1, batch, unroll: 3, optimizer: { kind: 'sgd', rate: 1 } },
    diagnostics,
  });

function probing(
  spec: Experiment,
  data: TrainingData,
  windows: Parameters<typeof makeProbe>[3],
  test: (probe: Probe | null) => void,
): void {
  const net = network(spec, data.fields);
  const probe = makeProbe(net, spec, data, windows);
  test(probe);
  if (probe) disposeFeed(probe.feed);
  net.dispose();
}

const targets = (probe: Probe | null): number[] => valuesOf(probe?.feed.fields['y']);

describe('the probe of a run', () => {
  onPlainCpu();

  it('is the first examples of the validation part, or else of the training part', () => {
    const data = waveDataset(1, 50);
    const firstOf = (split: keyof Dataset['splits'], count: number): number[] => [
      ...(data.splits[split].columns['y']?.data.subarray(0, count) ?? []),
    ];
    probing(examples(), data, null, (probe) => {
      expect(targets(probe)).toEqual(firstOf('validation', 8));
      expect(probe?.comparedAt.size).toBe(0);
    });
    // As many as there are.
    const large = examples({ diagnostics: { every: 5, batch: 30 } });
    probing(large, data, null, (probe) =>
      expect(targets(probe)).toEqual(firstOf('validation', 20)),
    );
    const bare = { ...data, splits: { ...data.splits, validation: emptySplit } };
    probing(examples(), bare, null, (probe) => expect(targets(probe)).toEqual(firstOf('train', 8)));
  });

  it('is none where diagnostics are off', () => {
    const more = { diagnostics: { every: 0 } };
    probing(examples(more), waveDataset(1, 50), null, (probe) => expect(probe).toBeNull());
  });

  it('is no larger than a batch where no gradients are compared', () => {
    const { training } = examples();
    for (const method of ['none', 'backprop'] as const)
      probing(
        examples({ training: { ...training, method, batch: 3 } }),
        waveDataset(1, 50),
        null,
        (probe) => expect(targets(probe)).toHaveLength(3),
      );
  });

  it('has no more than 1.5 % of the examples between two examinations, but at least 32', () => {
    const { training } = examples();
    const data = waveDataset(1, 150);
    const bare = { ...data, splits: { ...data.splits, validation: emptySplit } };
    // 0.015 · 100 · 30 = 45 of 60; 0.015 · 10 · 30 = 4.5.
    for (const [every, count] of [
      [100, 45],
      [10, 32],
    ] as const)
      probing(
        examples({
          training: { ...training, batch: 30 },
          diagnostics: { every, batch: 60 },
        }),
        bare,
        null,
        (probe) => expect(targets(probe)).toHaveLength(count),
      );
  });

  it('of a stream is five windows of it, compared at the end of the first', async () => {
    const spec = stream({ every: 5, batch: 8 }, 4);
    const data = await loadTicks(spec.task, { resources: 'resources', datasets: null });
    probing(spec, data, { modules: { core: 3 }, step: 3 }, (probe) => {
      // Rows as in training, and the history that the synthesizer is conditioned on.
      expect(probe?.feed).toMatchObject({ clock: { offset: 0, ticks: 15 }, rows: 4, history: 2 });
      expect(probe?.feed.fields['symbol']?.shape).toEqual([17 * 4]);
      expect([...(probe?.comparedAt ?? [])]).toEqual([['core->core', 3]]);
    });
  });

  it('of a stream has no more than 1.5 % of the ticks of all rows, but at least 4 rows', async () => {
    const { task } = stream({}, 1);
    const data = await loadTicks(task, { resources: 'resources', datasets: null });
    // In 5 · 3 ticks: 0.015 · 100 · 3 · 32 = 144 ticks of rows are 9 rows; at every tenth step, 0.96.
    for (const [every, rows] of [
      [100, 9],
      [10, 4],
    ] as const)
      probing(stream({ every, batch: 64 }, 32), data, { modules: { core: 3 }, step: 3 }, (probe) =>
        expect(probe?.feed.rows).toBe(rows),
      );
    // A window of a slower network of 12 ticks: 60 ticks.
    const windows = { modules: { core: 12, fast: 3 }, step: 3 };
    probing(stream({ every: 300, batch: 64 }, 32), data, windows, (probe) =>
      expect(probe?.feed.rows).toBe(7),
    );
  });
});
