import { describe, expect, it } from 'vitest';
import { summarizeModel } from '#exchange/model/model-summary';
import { describeDecoupling, describeNode, describeOptimizer } from '#exchange/model/setting-texts';
import { toLatexTables, toPlainText } from '#exchange/model/write-summary';
import { decouplingSchema } from '#spec/model';
import { nodeSchema } from '#spec/nodes';
import { optimizerSchema } from '#spec/optimizer';
import { taskFields } from '#spec/task';
import { spirals } from '../../storage/spirals';

const experiment = spirals();
const summary = summarizeModel(experiment, taskFields(experiment.task));

describe('the summary of a model', () => {
  // 2 × 16 + 16 and 16 × 3 + 3 parameters, without the biases as many multiply-adds.
  it('counts each node', () => {
    expect(summary.nodes.rows).toEqual([
      ['point', 'Input', 'point · vector', '–', '2', '0', '0', '–'],
      ['hidden', 'Dense', '16 units · relu', 'point', '16', '48', '32', '1'],
      ['logits', 'Dense', '3 units', 'hidden', '3', '51', '48', '2'],
      ['loss', 'Softmax cross entropy', 'label', 'logits', '–', '0', '0', '2'],
    ]);
  });

  // A linear map of 16 numbers and 3 classes to 16: 19 × 16 + 16.
  it('counts each synthesizer', () => {
    expect(summary.interfaces?.rows).toEqual([
      ['hidden → logits', 'linear + label', '', '320', '304'],
    ]);
  });

  it('has the sums and how it is trained', () => {
    expect(summary.totals.map(({ value }) => value)).toEqual([
      '99 of the model',
      '320 parameters beside them',
      '80 in a forward pass of one example, 304 of interfaces',
      '2',
    ]);
    const training = Object.fromEntries(summary.training.map(({ name, value }) => [name, value]));
    expect(training).toMatchObject({ Method: 'DNI', Steps: '60', Batch: '32', Seed: '1' });
    expect(training.Optimizer).toMatch(/^Adam, learning rate 0\.003, /);
  });

  it('leaves out what follows from data that are not there', () => {
    const unknown = summarizeModel(experiment, null);
    expect(unknown.nodes.rows[1]?.slice(4, 7)).toEqual(['16', '–', '–']);
    expect(unknown.totals[0]?.value).toContain('as far as they are known without the data');
  });

  it('is aligned as text', () => {
    const lines = toPlainText(summary).split('\n');
    const [header = '', ...rows] = lines.slice(lines.findIndex((line) => line.startsWith('Node')));
    const end = header.indexOf('Parameters') + 'Parameters'.length;
    expect(rows.slice(0, 4).map((row) => row.slice(0, end).trim().split(/\s+/).at(-1))).toEqual([
      ...['0', '48', '51', '0'],
    ]);
  });

  it('is two tables in LaTeX', () => {
    const latex = toLatexTables(summary);
    expect(latex.match(/\\toprule/g)).toHaveLength(2);
    expect(latex).toContain('hidden & Dense & 16 units $\\cdot$ relu & 16 & 48 & 32 & 1 \\\\');
    expect(latex).toContain('hidden $\\rightarrow$ logits & linear + label &  & 320 & 304 \\\\');
    const labels = [...latex.matchAll(/\\label\{(.*)\}/g)].map(([, label]) => label);
    expect(new Set(labels).size).toBe(2);
  });
});

describe('settings as text', () => {
  it('say of a node what its result follows from', () => {
    const node = {
      kind: 'conv2d',
      filters: 8,
      kernel: [3, 5],
      stride: 2,
      padding: 'valid',
      bias: false,
    };
    expect(describeNode(nodeSchema.parse(node))).toBe(
      '8 maps · 3 × 5 · stride 2 · padding valid · no bias',
    );
    expect(describeNode(nodeSchema.parse({ kind: 'flatten', period: 4 }))).toBe('every 4 ticks');
  });

  it('say of a decoupled edge what is not as usual', () => {
    const given = {
      synthesizer: { hidden: [64], batchNorm: true, activation: 'tanh', squash: true },
      ...{ syntheticGradientScale: 0.5, warmup: 100, trainMessage: true },
      syntheticInput: { hidden: [32] },
    };
    expect(describeDecoupling(decouplingSchema.parse(given))).toBe(
      'batch norm · tanh · squashed message · scale k 0.5 · warm-up 100 · trains the message · synthetic input 32',
    );
  });

  it('say how the rate changes', () => {
    const schedule = { kind: 'step', at: [10, 20], factor: 0.1 };
    const text = describeOptimizer(optimizerSchema.parse({ kind: 'sgd', rate: 0.1, schedule }));
    expect(text).toMatch(/^SGD, learning rate 0\.1, schedule: steps \(.*10, 20.*0\.1.*\)$/);
  });
});
