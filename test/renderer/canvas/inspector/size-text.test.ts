import { expect, it } from 'vitest';
import { countModel } from '#spec/counts';
import { buildExperiment } from '../../editor/experiment';
import {
  compareWithModule,
  describeCondition,
  describeInterfaceCondition,
  formatMemory,
  formatShare,
  listModelFacts,
  listSizeFacts,
} from '../../../../src-renderer/canvas/inspector/size-text';

it('shows exact parameters and rounded multiply-adds', () => {
  expect(listSizeFacts({ parameters: 270346, multiplyAdds: 269322 }, '')).toEqual([
    { name: 'Parameters', value: '270,346' },
    { name: 'Multiply-adds', value: '269 k an example' },
  ]);
});

it.each([
  [68352, 203008, '34 %'],
  [1, 300, '0.33 %'],
  [1, 100000, '< 0.1 %'],
  [0, 5, '0 %'],
  [5, 5, '100 %'],
  [103, 100, '103 %'],
  [996, 1000, '99.6 %'],
  [100_001, 100_000, 'about 100 %'],
  [271, 200, '1.4 ×'],
])('formats %d of %d as %s', (part, whole, text) => {
  expect(formatShare(part, whole)).toBe(text);
});

it('gives no share of an empty or unknown module', () => {
  expect(formatShare(5, 0)).toBeNull();
  const count = { parameters: 5, multiplyAdds: 5 };
  expect(compareWithModule(count, { parameters: 0, multiplyAdds: 0 })).toBe('');
  expect(compareWithModule(count, undefined)).toBe('');
});

it('compares the size of an interface with its module', () => {
  const module = { parameters: 1000, multiplyAdds: 2000 };
  expect(compareWithModule({ parameters: 250, multiplyAdds: 100 }, module)).toBe(
    "25 % of its module's parameters, 5 % of its multiply-adds.",
  );
  expect(compareWithModule({ parameters: 250, multiplyAdds: 500 }, module)).toBe(
    "25 % of its module's parameters and multiply-adds.",
  );
});

const missing = {
  fields: null,
  counts: null,
  bytes: 0,
  problem: { setting: 'task.dataset', message: 'It is not here.', remedy: '' },
};

it('does not call an unknown size 0, and says what it waits for', () => {
  const condition = describeCondition(missing);
  expect(condition).toBe('until its data are there');
  expect(listSizeFacts(undefined, condition)).toEqual([
    { name: 'Parameters', value: 'not known until its data are there' },
  ]);
  expect(describeCondition(null)).toBe('until its data are read');
  expect(describeCondition({ ...missing, problem: null })).toBe(
    'until something of a known shape arrives',
  );
});

it('says of an interface that it lacks the loss whose label it is shown', () => {
  const { model } = buildExperiment('image>a a/b b>loss');
  for (const { decoupled } of model.edges) if (decoupled) decoupled.synthesizer.condition = 'label';
  const unended = { ...model, edges: model.edges.filter(({ to }) => to !== 'loss') };
  const known = { ...missing, problem: null };
  const shapes = { image: [4], a: [4], b: [4] };
  const describe = (of: typeof model, sizes: Record<string, number[]> = shapes) =>
    describeInterfaceCondition(known, of, sizes, ['a->b']);
  expect(describe(unended)).toBe('until it leads to a loss, whose label its synthesizer is shown');
  expect(describe(unended, {})).toBe('until something of a known shape arrives');
  expect(describe(model)).toBe('until something of a known shape arrives');
  const fields = { image: { kind: 'values', shape: [4] }, label: { kind: 'label', classes: 4 } };
  expect(
    listModelFacts(countModel(unended, fields as never), 'until X', describe(unended)).at(-1),
  ).toEqual({
    name: 'Interfaces',
    value:
      '+ those of a → b, not known until it leads to a loss, whose label its synthesizer is shown',
  });
});

it('names the parts of a model whose size is not known', () => {
  const { model } = buildExperiment('image>a a/b b>loss');
  const fields = { image: { kind: 'values', shape: [4] }, label: { kind: 'label', classes: 4 } };
  const known = countModel(model, fields as never);
  // Two layers of 4 · 4 weights and 4 biases, and a linear synthesizer of the same size.
  expect(listModelFacts(known, '')).toEqual([
    { name: 'Parameters', value: '40' },
    { name: 'Multiply-adds', value: '32 an example' },
    { name: 'Interfaces', value: '+ 20 parameters' },
  ]);
  // Without its data the first layer is not known, and neither is what a label would add.
  expect(listModelFacts(countModel(model, null), 'until its data are there')).toEqual([
    { name: 'Parameters', value: '20 and those of a, not known until its data are there' },
    { name: 'Interfaces', value: '+ 20 parameters' },
  ]);
});

it('gives the estimated memory beside that of the machine', () => {
  const estimate = { shares: [], device: 4e8, host: 5e8, isPartial: false };
  expect(formatMemory(estimate, 25.3e9)).toBe('900 MB to train, of 25.3 GB');
  expect(formatMemory({ ...estimate, isPartial: true }, null)).toBe('at least 900 MB to train');
});
