import { describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import { emptySplit, type Dataset } from '#data/dataset';
import { disposeFeed } from '#engine/feed/feed';
import { makeProbe, type Probe } from '#engine/run/probe';
import type { TrainingData } from '#engine/feed/source';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import { experiment, network, onPlainCpu, valuesOf, waveDataset } from '../helpers';

const examples = (more: Partial<ExperimentInput> = {}): Experiment =>
  experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 1 },
        loss: { kind: 'meanSquaredError', target: 'y' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'loss' },
      ],
    },
    diagnostics: { every: 5, batch: 8 },
    ...more,
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

  it('of a stream is five windows of it, compared at the end of the first', async () => {
    const spec = experiment({
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
      training: { steps: 1, batch: 4, unroll: 3, optimizer: { kind: 'sgd', rate: 1 } },
      diagnostics: { every: 5, batch: 8 },
    });
    const data = await loadTicks(spec.task, { resources: 'resources', datasets: null });
    probing(spec, data, { modules: { core: 3 }, step: 3 }, (probe) => {
      // Rows as in training, and the history that the synthesizer is conditioned on.
      expect(probe?.feed).toMatchObject({ clock: { offset: 0, ticks: 15 }, rows: 4, history: 2 });
      expect(probe?.feed.fields['symbol']?.shape).toEqual([17 * 4]);
      expect([...(probe?.comparedAt ?? [])]).toEqual([['core->core', 3]]);
    });
  });
});
