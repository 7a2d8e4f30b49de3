import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countModel } from '#spec/counts';
import { taskFields } from '#spec/task';
import { workbenchVersion } from '#spec/version';
import { findProblems, template, templateJson } from './make';

/** Parameters of dense layers with bias and, where hidden, batch normalisation: 256 · (784 + 3) and so on. */
const [first, hidden, last] = [256 * 787, 256 * 259, 10 * 257];
/** Steps, batch, rate, update probability, decoupled edges, parameters of the model. */
const facts: [string, number, number, number, number, number, number][] = [
  ['mnist-backprop', 10_000, 256, 3e-4, 1, 2, first + hidden + last],
  ['mnist-none', 5000, 256, 3e-4, 1, 2, first + hidden + last],
  ['mnist-dni', 10_000, 256, 1e-4, 1, 2, first + hidden + last],
  ['mnist-cdni', 10_000, 256, 3e-4, 1, 2, first + hidden + last],
  ['mnist-cdni-6', 10_000, 256, 3e-4, 1, 5, first + 4 * hidden + last],
  ['mnist-cdni-sparse', 20_000, 256, 3e-4, 0.2, 3, first + 2 * hidden + last],
  ['mnist-unlocked', 10_000, 256, 3e-4, 1, 2, first + hidden + last],
  [
    'mnist-cnn-cdni',
    3000,
    128,
    1e-3,
    1,
    2,
    16 * (25 + 3) + 32 * (16 * 25 + 3) + 10 * (7 * 7 * 32 + 1),
  ],
  [
    'cifar10-cnn-cdni',
    50_000,
    256,
    3e-4,
    1,
    2,
    128 * (3 * 25 + 3) + 128 * (128 * 25 + 3) + 10 * (8 * 8 * 128 + 1),
  ],
  ['spirals-cdni', 2000, 128, 3e-3, 1, 2, 64 * (2 + 3) + 64 * (64 + 3) + 3 * (64 + 1)],
];

describe.each(facts)(
  'template %s',
  (name, steps, batch, rate, updateProbability, decoupled, parameters) => {
    it('has no problems', () => {
      expect(findProblems(templateJson(name))).toEqual([]);
    });
    it('has the documented training settings', () => {
      const { training, model } = template(name);
      expect(training).toMatchObject({ steps, batch, updateProbability });
      expect(training.optimizer).toMatchObject({ kind: 'adam', rate });
      expect(model.edges.filter((edge) => edge.decoupled)).toHaveLength(decoupled);
    });
    it('has the number of parameters counted by hand', () => {
      const { model, task } = template(name);
      expect(countModel(model, taskFields(task)).total.parameters).toBe(parameters);
    });
  },
);

/** An LSTM and a linear layer on top: 4 · units · (inputs + units + 1), classes · (units + 1). */
const lstm = (inputs: number, units: number, classes: number): number =>
  4 * units * (inputs + units + 1) + classes * (units + 1);
/** Two 256-unit layers with batch normalisation on 784 pixels. */
const front = 256 * 787 + 256 * 259;
/** Method, unroll, decoupled edges, parameters of the model. */
const streams: [string, string, number, number, number][] = [
  ['recall-bptt', 'none', 4, 1, lstm(4, 64, 4)],
  ['recall-dni', 'dni', 4, 1, lstm(4, 64, 4)],
  ['copy-bptt', 'none', 4, 1, lstm(4, 256, 2)],
  ['copy-dni', 'dni', 4, 1, lstm(4, 256, 2)],
  ['copy-dni-auxiliary', 'dni', 4, 1, lstm(4, 256, 2)],
  ['repeat-copy-bptt', 'none', 4, 1, lstm(4, 256, 3)],
  ['repeat-copy-dni', 'dni', 4, 1, lstm(4, 256, 3)],
  ['repeat-copy-dni-auxiliary', 'dni', 4, 1, lstm(4, 256, 3)],
  ['reber-bptt', 'none', 5, 1, lstm(7, 64, 7)],
  ['reber-dni', 'dni', 5, 1, lstm(7, 64, 7)],
  ['counting-locked', 'backprop', 4, 1, front + lstm(256, 256, 5) + lstm(256, 256, 17)],
  ['counting-dni', 'dni', 4, 1, front + lstm(256, 256, 5) + lstm(256, 256, 17)],
  [
    'three-levels',
    'dni',
    4,
    2,
    front + lstm(256, 256, 5) + lstm(256, 256, 17) + lstm(256, 256, 65),
  ],
];

describe.each(streams)('template %s', (name, method, unroll, decoupled, parameters) => {
  it('has no problems', () => {
    expect(findProblems(templateJson(name))).toEqual([]);
  });
  it('has the documented training settings', () => {
    const { training, model } = template(name);
    expect(training).toMatchObject({ method, unroll });
    expect(model.edges.filter((edge) => edge.decoupled)).toHaveLength(decoupled);
  });
  it('has the number of parameters counted by hand', () => {
    const { model, task } = template(name);
    expect(countModel(model, taskFields(task)).total.parameters).toBe(parameters);
  });
});

it.each([
  'char-lm-bptt-8',
  'char-lm-bptt-40',
  'char-lm-dni-8',
  'char-lm-dni-8-auxiliary',
  'paper-ptb-bptt-8',
  'paper-ptb-bptt-40',
  'paper-ptb-dni-8',
  'paper-ptb-dni-8-auxiliary',
])('template %s fits any vocabulary', (name) => {
  const label = { kind: 'label', classes: 51 } as const;
  expect(findProblems(templateJson(name), { symbol: label, next: label })).toEqual([]);
});

it('the version equals that of package.json', () => {
  const file = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  expect(workbenchVersion).toBe(version);
});
