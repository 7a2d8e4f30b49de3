import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loadTask } from '#data/load';
import type { TrainingData } from '#engine/feed/source';
import { TrainingSession } from '#engine/run/session';
import { StepGroup } from '#engine/step/step-group';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { optimizerSchema } from '#spec/optimizer';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import { TraceError } from '#tensorflow/graph/trace-error';
import { weightsOf } from '../helpers';
import { distance, installed, onTensorFlow } from '../../tensorflow/native';

const resources = 'resources';

async function template(
  name: string,
  training: Partial<Experiment['training']> = {},
): Promise<Experiment> {
  const text = await readFile(join(resources, 'templates', `${name}.json`), 'utf8');
  const spec = experimentSchema.parse(JSON.parse(text));
  return { ...spec, training: { ...spec.training, batch: 8, ...training } };
}

/**
 * Behind batch normalisation the gradients of biases before it are rounding alone; Adam would make whole steps of them.
 */
const plain: Partial<Experiment['training']> = {
  optimizer: optimizerSchema.parse({ kind: 'sgd', rate: 0.05 }),
};

const withSeed = (spec: Experiment, seed: number): Experiment => ({
  ...spec,
  training: { ...spec.training, seed },
});

/** All weights, as one list. The network has the trained ones when an evaluation begins. */
function weights(session: TrainingSession): number[] {
  session.evaluate('test');
  return Object.values(weightsOf(session.network)).flat();
}

/** How training has changed the weights. */
function change(session: TrainingSession, before: readonly number[]): number[] {
  return weights(session).map((weight, index) => weight - (before[index] ?? NaN));
}

function trainAlone(spec: Experiment, data: TrainingData, calls: number): number[] {
  const session = new TrainingSession(spec, data, '');
  const before = weights(session);
  for (let call = 0; call < calls; call++) session.advance(100);
  const result = change(session, before);
  session.dispose();
  return result;
}

describe.skipIf(!installed)('a group of runs', () => {
  onTensorFlow();

  it.each([
    ['spirals-cdni', plain],
    ['mnist-backprop', plain],
    ['mnist-cdni', plain],
    ['mnist-cnn-cdni', { optimizer: optimizerSchema.parse({ kind: 'sgd', rate: 1e-5 }) }],
    ['recall-bptt', {}],
    ['recall-dni', {}],
    ['reber-dni', {}],
    ['counting-dni', {}],
  ])('trains %s as each run would alone', async (name, training) => {
    const spec = await template(name, training);
    const data = await loadTask(spec.task, { resources, datasets: null });
    const [seeds, calls] = [[1, 2, 3], 2];
    const alone = seeds.map((seed) => trainAlone(withSeed(spec, seed), data, calls));
    expect(distance(alone[0] ?? [], alone[1] ?? [])).toBeGreaterThan(0.1);
    // All ops for all copies at once; and the larger ones copy by copy.
    for (const mostStackedElements of name === 'counting-dni' ? [Infinity] : [Infinity, 100]) {
      const group = new StepGroup({ mostStackedElements });
      const sessions = seeds.map(
        (seed) => new TrainingSession(withSeed(spec, seed), data, '', group.join()),
      );
      const before = sessions.map(weights);
      for (let call = 0; call < calls; call++)
        await Promise.all(sessions.map((session) => session.advanceTogether(100)));
      expect(group.jointSteps, 'joint steps').toBe(calls);
      sessions.forEach((session, copy) =>
        expect(distance(change(session, before[copy] ?? []), alone[copy] ?? [])).toBeLessThan(1e-3),
      );
      for (const session of sessions) session.dispose();
    }
  });

  it('goes on one by one where TensorFlow does not take the joint step', async () => {
    const spec = await template('spirals-cdni', plain);
    const data = await loadTask(spec.task, { resources, datasets: null });
    const alone = [1, 2].map((seed) => trainAlone(withSeed(spec, seed), data, 2));
    const group = new StepGroup();
    const sessions = [1, 2].map(
      (seed) => new TrainingSession(withSeed(spec, seed), data, '', group.join()),
    );
    const before = sessions.map(weights);
    const run = vi.spyOn(CompiledProgram.prototype, 'run').mockImplementationOnce(() => {
      throw new TraceError('TensorFlow does not take its graph');
    });
    for (let call = 0; call < 2; call++)
      await Promise.all(sessions.map((session) => session.advanceTogether(100)));
    run.mockRestore();
    expect(group.jointSteps).toBe(0);
    sessions.forEach((session, copy) =>
      expect(distance(change(session, before[copy] ?? []), alone[copy] ?? [])).toBeLessThan(1e-3),
    );
    for (const session of sessions) session.dispose();
  });
});
