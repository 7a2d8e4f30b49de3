import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyTicks } from '#data/tasks/copy';
import { train, type TrainOptions } from '#engine/run/train';
import { metricExplanations } from '#spec/explanations/explain-metrics';
import { metricFamily } from '#spec/help-topics';
import { taskSchema, type TaskOf } from '#spec/task';
import { useManualClock } from '../../manual-clock';
import { experiment, onPlainCpu, waveDataset } from '../helpers';
import { calmRecorder, cpuRuntime } from './recorded-run';
import { classifier } from './small-models';

onPlainCpu();

/** The families of all metrics that a short run records; each reading of its clock is half a second later. */
async function recordedFamilies(
  options: Pick<TrainOptions, 'spec' | 'dataset'>,
): Promise<Set<string>> {
  const clock = useManualClock({ perReading: 500 });
  const checkpoints = await mkdtemp(join(tmpdir(), 'dni-topics-'));
  const families = new Set<string>();
  try {
    const { signal } = new AbortController();
    const fixed = { checkpoints, resumeFrom: [], runtime: cpuRuntime, recorder: calmRecorder };
    for await (const event of train({ ...options, ...fixed, signal }))
      if (event.kind === 'metrics')
        for (const { metric } of event.points) families.add(metricFamily(metric));
  } finally {
    clock.restore();
    await rm(checkpoints, { recursive: true });
  }
  return families;
}

it('help has an entry for every metric that runs record', async () => {
  const examples = await recordedFamilies({
    spec: experiment({
      model: classifier,
      training: {
        steps: 4,
        batch: 8,
        evaluateEvery: 2,
        optimizer: { kind: 'adam', rate: 0.01 },
      },
      diagnostics: { every: 2, batch: 8 },
    }),
    dataset: waveDataset(5, 50),
  });
  const task = taskSchema.parse({ kind: 'copy', length: 2 }) as TaskOf<'copy'>;
  const stream = await recordedFamilies({
    spec: experiment({
      task,
      model: {
        nodes: {
          x: { kind: 'input', field: 'input' },
          core: { kind: 'rnn', units: 3 },
          out: { kind: 'dense', units: 'classes' },
          loss: { kind: 'softmaxCrossEntropy', target: 'output' },
        },
        edges: [
          { from: 'x', to: 'core' },
          { from: 'core', to: 'core', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
          { from: 'core', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      training: {
        steps: 4,
        batch: 4,
        unroll: 2,
        evaluateEvery: 2,
        optimizer: { kind: 'adam', rate: 0.01 },
      },
      diagnostics: { every: 2, batch: 4 },
    }),
    dataset: copyTicks(task),
  });
  const recorded = new Set([...examples, ...stream]);
  // A name that no family knows is taken for that of another program.
  expect(recorded).not.toContain('imported');
  // What these runs lack: a text has other units, and curves of other programs are imported.
  const others = ['bpc', 'perplexity', 'imported'];
  const explained = Object.keys(metricExplanations).filter((family) => !others.includes(family));
  expect([...recorded].sort()).toEqual(explained.sort());
});
