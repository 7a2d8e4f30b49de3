import { describe, expect, it } from 'vitest';
import { checkSize } from '#spec/check-size';
import type { Experiment } from '#spec/experiment';
import { formatProblem, type Problem } from '#spec/problems';
import { taskFields } from '#spec/task';
import type { TrainingMachine } from '#spec/task-data';
import { template } from './make';

const desk: TrainingMachine = { memory: 25.3e9, gpu: null };
const withGpu: TrainingMachine = { memory: 100e9, gpu: { memory: 24e9 } };

function change(name: string, changes: (spec: Experiment) => void): Experiment {
  const spec = template(name);
  changes(spec);
  return spec;
}

function check(spec: Experiment, machine: TrainingMachine | null = desk): Problem[] {
  return checkSize(spec, { fields: taskFields(spec.task), data: null, machine });
}

const errors = (problems: Problem[]) =>
  problems.filter(({ severity }) => severity === 'error').map(formatProblem);

const setUnits = (units: number) =>
  change('mnist-cdni', ({ model }) => {
    const node = model.nodes['hidden1'];
    if (node?.kind === 'dense') node.units = units;
  });
const setTraining = (values: object) =>
  change('mnist-cdni', (spec) => Object.assign(spec.training, values));

describe('memory', () => {
  it('has nothing to say of an ordinary model', () => {
    expect(check(template('mnist-cdni'))).toEqual([]);
    expect(check(template('mnist-cdni'), withGpu)).toEqual([]);
  });

  it('refuses a billion units, with the number and what to lower', () => {
    const [first, ...others] = errors(check(setUnits(1e9)));
    // 785 · 1e9 weights of four bytes, 14 times; the synthesizer of the edge is larger still, with 1e18 weights.
    expect(first).toMatch(
      /^error: Training needs about 56 EB of memory, nearly all of it for the weights of the interface of 'hidden1->hidden2', their gradients and their optimizer, but this machine has 25\.3 GB\. Lower 'Units' of 'hidden1' \(now 1,000,000,000\)/,
    );
    expect(others.join('\n')).toContain(
      "The weights of 'hidden1' would be one tensor of 784,000,000,000 numbers; a tensor has at most 2,147,483,647. Lower 'Units' of 'hidden1' (now 1,000,000,000)",
    );
  });

  it('refuses a batch of a billion', () => {
    const [memory, tensor] = errors(check(setTraining({ batch: 1e9 })));
    expect(memory).toMatch(
      /^error at training\.batch: Training needs about 38\.\d TB of memory, nearly all of it for the tensors of a step with a batch of 1,000,000,000, the largest in 'image', but this machine has 25\.3 GB\. Lower 'Batch' \(now 1,000,000,000\)\.$/,
    );
    expect(tensor).toBe(
      "error at training.batch: What 'image' gives for a batch of 1,000,000,000 would be one tensor of 784,000,000,000 numbers; a tensor has at most 2,147,483,647. Lower 'Batch' (now 1,000,000,000).",
    );
  });

  it('names the unroll of a stream, and the diagnostics where they need the most', () => {
    const stream = change('recall-bptt', ({ training }) => {
      training.batch = 100_000;
      training.unroll = 10_000;
    });
    expect(errors(check(stream))[0]).toContain(
      "Lower 'Batch' (now 100,000) or 'Unroll T' (now 10,000).",
    );
    const probe = change('recall-dni', (spec) => {
      spec.training.batch = 200_000;
      spec.diagnostics.batch = 200_000;
    });
    expect(errors(check(probe))[0]).toContain(
      "Lower 'Probe batch' of the diagnostics (now 200,000).",
    );
  });

  it('warns from half of the memory on, and says how sure it is', () => {
    const [found, ...others] = check(setTraining({ batch: 500_000 }));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'warning', setting: 'training.batch' });
    expect(found?.message).toMatch(
      /^Training needs about 1\d\.\d GB of memory, most of it for the tensors of a step .* by an estimate that may be out by a factor of two, and this machine has 25\.3 GB\.$/,
    );
    expect(found?.remedy).toMatch(/^If it ends for lack of memory: lower 'Batch'/);
  });

  it('compares what a GPU computes with its memory, and does not guess where that is not known', () => {
    const [found] = errors(check(setTraining({ batch: 1_000_000 }), withGpu));
    expect(found).toContain('but the GPU has 24 GB.');
    const unknown = { memory: 10e9, gpu: { memory: null } };
    expect(errors(check(setTraining({ batch: 1_000_000 }), unknown))).toEqual([]);
    expect(errors(check(setTraining({ batch: 1_000_000 }), null))).toEqual([]);
  });
});

describe('tensors', () => {
  it('are refused beyond 2³¹ elements on any machine, shapes beyond safe integers too', () => {
    const large = errors(check(setUnits(9e15), null));
    expect(large[0]).toContain("The weights of 'hidden1' would be one tensor of 7.1e+18 numbers");
    // 46,340² is just below 2³¹, and 46,341² just above.
    const synthesizer = (units: number) =>
      change('mnist-cdni', ({ model }) => {
        for (const { decoupled } of model.edges)
          if (decoupled) decoupled.synthesizer.hidden = [units, units];
      });
    expect(errors(check(synthesizer(46_340), null))).toEqual([]);
    expect(errors(check(synthesizer(46_341), null))[0]).toContain(
      "A layer of the synthesizer of 'hidden1->hidden2' would be one tensor of 2,147,488,281 numbers; a tensor has at most 2,147,483,647. Lower the hidden layers of the synthesizer of 'hidden1->hidden2' (now 46,341 and 46,341).",
    );
  });
});

describe('time', () => {
  it('warns of steps and runs that take absurdly long, with the stated rate', () => {
    const slow = change('mnist-cnn-cdni', ({ training }) => {
      training.batch = 1_000_000;
    });
    const messages = check(slow, null).map(({ message }) => message);
    expect(messages.join('\n')).toMatch(
      /A step needs [\d,]+ billion multiply-adds: roughly, at 100 billion a second, which a CPU of several cores reaches in large products, that is \d+ minutes\./,
    );
    const endless = setTraining({ steps: 1e12 });
    expect(check(endless, null)[0]?.message).toMatch(
      /^The run needs 1,000,000,000,000 steps of [\d.]+ billion multiply-adds: roughly, .* that is \d+ years\.$/,
    );
    expect(check(setTraining({ steps: 1e12, maxSeconds: 3600 }), null)).toEqual([]);
  });
});
