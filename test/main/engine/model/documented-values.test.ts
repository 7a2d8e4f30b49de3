import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { TickDataset } from '#data/streams/tick-dataset';
import { textTicks } from '#data/tasks/text';
import { BatchNorm } from '#engine/model/batch-norm';
import { buildCore } from '#engine/model/layers/core';
import type { Network } from '#engine/model/network';
import { Parameters } from '#engine/model/parameters';
import { updateRule } from '#engine/optimizers/rule';
import { evaluateStream } from '#engine/run/evaluate';
import type { ExperimentInput } from '#spec/experiment';
import { nodeSchema, type CoreNode } from '#spec/nodes';
import { optimizerSchema } from '#spec/optimizer';
import { tf } from '#tensorflow/backend/tf';
import { eager, expectClose, experiment, network, onPlainCpu, valuesOf } from '../helpers';

/*
 * What resources/help/numerical-details.md tells users, measured on the code: whoever changes one of these values
 * changes the page as well.
 */

const page = await readFile(
  new URL('../../../../resources/help/numerical-details.md', import.meta.url),
  'utf8',
);

/** Every one of these stands on the page. */
function expectOnPage(...phrases: string[]): void {
  // Tables are aligned with blanks.
  const text = page.replace(/ +/g, ' ');
  for (const phrase of phrases) expect(text).toContain(phrase);
}

const networkOf = (model: ExperimentInput['model']): Network =>
  network(experiment({ model, task: { kind: 'sequence', dataset: 'd' } }), {
    image: { kind: 'values', shape: [6, 6, 3] },
    word: { kind: 'label', classes: 500 },
    label: { kind: 'label', classes: 10 },
  });

/** The largest absolute value of a parameter, which has to be one of many. */
function limitOf(net: Network, name: string): number {
  const parameter = net.parameters.all().find((one) => one.name === name);
  if (!parameter) throw new Error(`no parameter '${name}'`);
  return valuesOf(parameter.variable).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function expectLimit(net: Network, name: string, limit: number): void {
  const found = limitOf(net, name);
  expect(found, name).toBeLessThanOrEqual(limit * (1 + 1e-6));
  expect(found, name).toBeGreaterThan(limit * 0.9);
}

/** A model with every kind of weight, on the data of `networkOf`. */
const everything: ExperimentInput['model'] = {
  nodes: {
    image: { kind: 'input', field: 'image', layout: 'grid' },
    conv: { kind: 'conv2d', filters: 16, kernel: [3, 5], batchNorm: true },
    flatten: { kind: 'flatten' },
    word: { kind: 'input', field: 'word', layout: 'index' },
    table: { kind: 'embedding', units: 4 },
    core: { kind: 'gru', units: 9 },
    both: { kind: 'concat' },
    out: { kind: 'dense', units: 10 },
    loss: { kind: 'softmaxCrossEntropy', target: 'label' },
  },
  edges: [
    { from: 'image', to: 'conv' },
    { from: 'conv', to: 'flatten' },
    { from: 'word', to: 'table' },
    { from: 'table', to: 'core' },
    {
      from: 'core',
      to: 'core',
      delay: 1,
      decoupled: { synthesizer: { hidden: [40] }, auxiliary: true },
    },
    { from: 'flatten', to: 'both' },
    { from: 'core', to: 'both' },
    {
      from: 'both',
      to: 'out',
      decoupled: {
        synthesizer: { hidden: [8], batchNorm: true },
        syntheticInput: { hidden: [] },
      },
    },
    { from: 'out', to: 'loss' },
  ],
};

describe('the page on numerical details', () => {
  onPlainCpu();

  it('states the initial values', () => {
    const net = networkOf(everything);
    const width = 6 * 6 * 16 + 9;
    for (const part of ['kernel', 'bias']) {
      expectLimit(net, `conv/${part}`, 1 / Math.sqrt(3 * 5 * 3));
      expect(limitOf(net, `core->core/synthesizer/1/${part}`)).toBe(0);
      expect(limitOf(net, `core->core/auxiliary/1/${part}`)).toBe(0);
      expectLimit(net, `core->core/synthesizer/0/${part}`, 1 / 3);
      expectLimit(net, `both->out/syntheticInput/0/${part}`, 1 / Math.sqrt(6 * 6 * 3 + 500));
    }
    expectLimit(net, 'out/kernel', 1 / Math.sqrt(width));
    expect(limitOf(net, 'out/bias')).toBeGreaterThan(0);
    expectLimit(net, 'table/kernel', 1);
    expectLimit(net, 'core/kernel', 1 / 3);
    expectLimit(net, 'core/recurrent', 1 / 3);
    expect([limitOf(net, 'core/bias'), limitOf(net, 'core/candidateBias')]).toEqual([0, 0]);
    const norm = ['scale', 'offset', 'mean', 'variance'];
    expect(norm.map((name) => limitOf(net, `conv/batchNorm/${name}`))).toEqual([1, 0, 0, 1]);
    expectOnPage('±1/√inputs', '±1/√(kernel rows · kernel columns · channels', '±1/√units');
    net.dispose();
  });

  it('states which weights decay, and which statistics there are', () => {
    const net = networkOf(everything);
    const decaying = net.parameters.all().flatMap(({ name, decays }) => (decays ? [name] : []));
    expect(decaying.sort()).toEqual(
      [
        'both->out/syntheticInput/0/kernel',
        'both->out/synthesizer/0/kernel',
        'both->out/synthesizer/1/kernel',
        'conv/kernel',
        'core->core/auxiliary/0/kernel',
        'core->core/auxiliary/1/kernel',
        'core->core/synthesizer/0/kernel',
        'core->core/synthesizer/1/kernel',
        'core/kernel',
        'core/recurrent',
        'out/kernel',
      ].sort(),
    );
    expectOnPage('or to the table of an embedding, although that is saved as `kernel`');
    const names = net.parameters.all().map(({ name }) => name);
    expect(names).not.toContain('both->out/synthesizer/0/batchNorm/mean');
    net.dispose();
  });

  it.each([
    ['lstm', ['input', 'candidate', 'forget', 'output']],
    ['gru', ['update', 'reset', 'candidate']],
  ] as const)('states the order of the gates: %s', (kind, gates) => {
    const parameters = new Parameters(1);
    const core = buildCore(nodeSchema.parse({ kind, units: 1 }) as CoreNode, 'n', 1, parameters);
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    tf.tidy(() => {
      const recurrent = parameters.all().find(({ name }) => name === 'n/recurrent')?.variable;
      // One gate after the other is driven by 1.5, from h = 0.4 and c = 0.7.
      recurrent?.assign(tf.tensor2d([gates.map((gate) => (gate === 'candidate' ? 2 : 0))]));
      gates.forEach((gate, index) => {
        const drive = tf.tensor2d([gates.map((_, at) => (at === index ? 1.5 : 0))]);
        const state = [tf.tensor2d([[0.4]]), tf.tensor2d([[0.7]])].slice(0, core.parts);
        const on = (name: string): number => (gate === name ? 1.5 : 0);
        const found = core.step(drive, state).flatMap(valuesOf);
        if (kind === 'lstm') {
          const c =
            sigmoid(on('forget') + 1) * 0.7 +
            sigmoid(on('input')) * Math.tanh(on('candidate') + 0.8);
          expectClose(found, [sigmoid(on('output')) * Math.tanh(c), c]);
        } else {
          const n = Math.tanh(on('candidate') + sigmoid(on('reset')) * 0.8);
          expectClose(found, [n + sigmoid(on('update')) * (0.4 - n)]);
        }
      });
    });
    expectOnPage(`**${kind.toUpperCase()}**: ${gates.join(', ')}.`, '`forgetBias`, by default 1');
    parameters.dispose();
  });

  it('states epsilon, momentum and the variance of batch normalisation', () => {
    const parameters = new Parameters(1);
    const norm = new BatchNorm(parameters, 'n', 1);
    tf.tidy(() => {
      // Mean 2, biased variance 1e-6: a tenth of epsilon.
      const y = norm.forward(tf.tensor2d([1.999, 2.001], [2, 1]), {
        training: true,
        updateStatistics: true,
      });
      expectClose(valuesOf(y), [-1e-3 / Math.sqrt(1.1e-5), 1e-3 / Math.sqrt(1.1e-5)], 3);
      norm.forward(tf.tensor2d([-1, 1], [2, 1]), { training: true, updateStatistics: true });
    });
    const [mean, variance] = ['mean', 'variance'].map((name) =>
      valuesOf(parameters.all().find((one) => one.name === `n/${name}`)?.variable),
    );
    expectClose(mean ?? [], [0.9 * 0.1 * 2]);
    expectClose(variance ?? [], [0.9 * 0.9 + 0.1 * 2]);
    expectOnPage('√(variance + 1e-5)', 'running ← 0.9 · running + 0.1 · batch', 'n − 1');
    parameters.dispose();
  });

  it('states the defaults of the optimizers, and β in float32', () => {
    const settings = optimizerSchema.parse({ kind: 'adam', rate: 1 });
    expect(settings).toMatchObject({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    const [decay1, decay2] = [Math.fround(0.9), Math.fround(0.999)];
    const [rate, epsilon] = updateRule(settings).scalars(1, 3);
    const correction = Math.sqrt(1 - decay2 ** 3);
    expect(rate).toBe(correction / (1 - decay1 ** 3));
    expect(epsilon).toBe(correction * 1e-8);
    expectOnPage(
      '`beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8',
      `β2 is ${decay2}, so that 1 − β2 is ${(1 - decay2).toFixed(10)}`,
    );
    const others = ['momentum', 'rmsprop'].map((kind) => optimizerSchema.parse({ kind, rate: 1 }));
    expect(others).toMatchObject([{ momentum: 0.9 }, { decay: 0.9, epsilon: 1e-8 }]);
    expectOnPage('The default of `momentum` is 0.9', '`decay` 0.9, `epsilon` 1e-8');
  });

  it('states how a held-out text is read', () => {
    const text = Uint16Array.from({ length: 200 }, (_, index) => index % 3);
    const data: TickDataset = textTicks(
      {
        vocabulary: { symbols: ['a', 'b', 'c'], size: 3 } as never,
        symbols: { train: text, validation: text, test: text },
        warnings: [],
      },
      { resetEvery: 50 },
    );
    const net = network(
      experiment({
        model: {
          nodes: {
            x: { kind: 'input', field: 'symbol' },
            out: { kind: 'dense', units: 'classes' },
            loss: { kind: 'softmaxCrossEntropy', target: 'next' },
          },
          edges: [
            { from: 'x', to: 'out' },
            { from: 'out', to: 'loss' },
          ],
        },
        task: { kind: 'text' },
      }),
      data.fields,
    );
    const passes = evaluateStream(net, data, 'test', 1, eager());
    let pass = passes.next();
    while (!pass.done) pass = passes.next();
    // 199 places for 64 rows: three each, seven are left over.
    expect(pass.value?.get('loss')?.valid).toBe(3 * 64);
    expectOnPage('read in 64 rows', 'at most 63 places');
    net.dispose();
  });
});
