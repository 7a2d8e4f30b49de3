import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chooseThreads } from '#engine/step/threads';
import { experimentSchema, type Experiment } from '#spec/experiment';
import type { Fields } from '#spec/task';

const mnist: Fields = {
  image: { kind: 'values', shape: [28, 28, 1] },
  label: { kind: 'label', classes: 10 },
};
const template = (name: string): Experiment =>
  experimentSchema.parse(JSON.parse(readFileSync(`resources/templates/${name}.json`, 'utf8')));
const threads = (name: string, cores: number, method?: 'backprop') => {
  const spec = template(name);
  return chooseThreads(
    { ...spec, training: { ...spec.training, ...(method && { method }) } },
    mnist,
    cores,
  );
};

it('runs modules side by side, each on one core', () => {
  expect(threads('mnist-cdni-6', 2)).toEqual({ intraOp: 1, interOp: 2 });
  // Three modules with convolutions leave nothing of two cores, and two each of seven.
  expect(threads('mnist-cnn-cdni', 2)).toEqual({ intraOp: 1, interOp: 2 });
  expect(threads('mnist-cnn-cdni', 7)).toEqual({ intraOp: 2, interOp: 7 });
});

it('splits large ops where everything is locked, and leaves small ones whole', () => {
  expect(threads('mnist-cnn-cdni', 2, 'backprop')).toEqual({ intraOp: 2, interOp: 2 });
  // 256 · 784 · 256 multiply-adds.
  expect(threads('mnist-backprop', 2)).toEqual({ intraOp: 1, interOp: 2 });
});

it('counts synthesizers where they are used', () => {
  // 256 · 1,024 · 1,024 multiply-adds; backprop does without.
  expect(threads('mnist-dni', 8)).toEqual({ intraOp: 2, interOp: 8 });
  expect(threads('mnist-dni', 8, 'backprop')).toEqual({ intraOp: 1, interOp: 8 });
});

it('takes a recurrent core by the tick', () => {
  const symbols: Fields = {
    symbol: { kind: 'label', classes: 50 },
    next: { kind: 'label', classes: 50 },
  };
  const core = (units: number, batchNorm = false) => {
    const spec = template('char-lm-bptt-8');
    const lstm = spec.model.nodes['core'];
    if (lstm?.kind !== 'lstm') throw new Error('the template has changed');
    lstm.units = units;
    const logits = spec.model.nodes['logits'];
    if (logits?.kind === 'dense') logits.batchNorm = batchNorm;
    return chooseThreads(spec, symbols, 2);
  };
  expect(core(256)).toEqual({ intraOp: 1, interOp: 2 });
  // What ties the rows of a batch together leaves one chain.
  expect(core(256, true)).toEqual({ intraOp: 1, interOp: 1 });
  expect(core(1024)).toEqual({ intraOp: 2, interOp: 2 });
});
