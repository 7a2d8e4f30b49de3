import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { train } from '#engine/run/train';
import type { TrainEvent } from '#spec/train-events';
import { experiment, onPlainCpu, waveDataset } from '../helpers';
import { calmRecorder, cpuRuntime, valuesOf } from './recorded-run';
import { diverging } from './small-models';

vi.mock('#engine/run/steps-per-call', () => ({ stepsPerCall: () => 16 }));

onPlainCpu();

it('ends at the step that diverged, not at the last one of its call', async () => {
  const spec = experiment({
    model: diverging(),
    training: { method: 'backprop', steps: 200, batch: 8, optimizer: { kind: 'sgd', rate: 100 } },
    diagnostics: { every: 0 },
  });
  const checkpoints = await mkdtemp(join(tmpdir(), 'dni-train-'));
  const events: TrainEvent[] = [];
  const { signal } = new AbortController();
  const dataset = waveDataset(5, 50);
  const places = { checkpoints, resumeFrom: [], recorder: calmRecorder, signal };
  let failedStep = 0;
  try {
    for await (const event of train({ spec, dataset, runtime: cpuRuntime, ...places }))
      events.push(event);
  } catch (error) {
    ({ failedStep } = (error as { details: { failedStep: number } }).details);
  } finally {
    await rm(checkpoints, { recursive: true });
  }
  expect(failedStep % 16).toBeGreaterThan(1);
  const steps = events.map((event) => ('step' in event ? event.step : 0));
  expect(Math.max(...steps)).toBe(failedStep);
  expect(valuesOf(events, 'train/loss').at(-1)?.[0]).toBe(failedStep - 1);
  // The batches up to it, of 8 examples.
  const examples = events.flatMap((event) => (event.kind === 'metrics' ? event.points : []));
  expect(examples.find(({ metric }) => metric === 'speed/examples-seen')).toMatchObject({
    step: failedStep,
    value: failedStep * 8,
  });
});
