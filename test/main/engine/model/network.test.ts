import { describe, expect, it } from 'vitest';
import { inputNodes } from '#engine/model/network';
import { lossNodes } from '#spec/deciding-loss';
import type { ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';
import { experiment, network, onPlainCpu } from '../helpers';

const fields: Fields = {
  symbol: { kind: 'label', classes: 5 },
  x: { kind: 'values', shape: [3] },
  next: { kind: 'label', classes: 5 },
};
const decoupled = { synthesizer: { hidden: [] } };

/** An embedding and numbers, a core that reads both, and two heads, of which the second is slower than the rest. */
const model: ExperimentInput['model'] = {
  nodes: {
    loss: { kind: 'softmaxCrossEntropy', target: 'next' },
    out: { kind: 'dense', units: 'classes' },
    symbol: { kind: 'input', field: 'symbol', layout: 'index' },
    x: { kind: 'input', field: 'x' },
    known: { kind: 'embedding', units: 2 },
    both: { kind: 'concat' },
    core: { kind: 'lstm', units: 4 },
    slow: { kind: 'dense', units: 2, period: 3 },
    far: { kind: 'softmaxCrossEntropy', target: 'next' },
    last: { kind: 'dense', units: 'classes' },
  },
  edges: [
    { from: 'symbol', to: 'known' },
    { from: 'known', to: 'both' },
    { from: 'x', to: 'both' },
    { from: 'both', to: 'core' },
    {
      from: 'core',
      to: 'core',
      delay: 1,
      decoupled: { synthesizer: { hidden: [], condition: { inputs: 2 } }, auxiliary: true },
    },
    { from: 'core', to: 'out' },
    { from: 'out', to: 'loss' },
    {
      from: 'core',
      to: 'slow',
      decoupled: {
        synthesizer: { hidden: [], condition: 'label' },
        syntheticInput: { hidden: [] },
        syntheticGradientScale: 0.7,
      },
    },
    { from: 'slow', to: 'last', decoupled },
    { from: 'last', to: 'far' },
  ],
};
const build = () => network(experiment({ model }), fields);

describe('a network', () => {
  onPlainCpu();

  it('has a layer or a core for each node that computes, in topological order', () => {
    const net = build();
    const place = (node: string): number => net.order.indexOf(node);
    for (const { from, to, delay } of net.model.edges)
      if (!delay) expect(place(from), `${from} before ${to}`).toBeLessThan(place(to));
    expect([...net.layers.keys()].sort()).toEqual(['both', 'known', 'last', 'out', 'slow']);
    expect([...net.cores.keys()]).toEqual(['core']);
    expect(net.periods).toMatchObject({ core: 1, slow: 3, last: 3, far: 3 });
    expect(inputNodes(net.model).map(({ id }) => id)).toEqual(['symbol', 'x']);
    expect(lossNodes(net.model).map(({ id }) => id)).toEqual(['loss', 'far']);
    net.dispose();
  });

  it('describes each interface: its modules, its scale and its condition', () => {
    const net = build();
    const [core = '', slow = '', last = ''] = ['core', 'slow', 'last'].map(
      (node) => net.modules.find(({ nodes }) => nodes.includes(node))?.id,
    );
    const seen = [...net.interfaces.values()].map((on) => ({
      edge: on.edge,
      modules: [on.from, on.to],
      labelField: on.labelField,
      isRecurrent: on.isRecurrent,
      scale: on.scale,
      parts: [on.syntheticInput !== null, on.auxiliary !== null],
    }));
    expect(seen).toEqual([
      {
        edge: 'core->core',
        modules: [core, core],
        labelField: null,
        isRecurrent: true,
        scale: 0.1,
        parts: [false, true],
      },
      {
        edge: 'core->slow',
        modules: [core, slow],
        labelField: 'next',
        isRecurrent: false,
        scale: 0.7,
        parts: [true, false],
      },
      {
        edge: 'slow->last',
        modules: [slow, last],
        labelField: null,
        isRecurrent: false,
        scale: 1,
        parts: [false, false],
      },
    ]);
    net.dispose();
  });

  it('creates parameters in the sizes of its messages and contexts', () => {
    const net = build();
    const shapes = Object.fromEntries(
      net.parameters.all().map(({ name, variable }) => [name, variable.shape]),
    );
    expect(shapes).toEqual({
      // A row a class.
      'known/kernel': [5, 2],
      'core/kernel': [2 + 3, 4 * 4],
      'core/recurrent': [4, 4 * 4],
      'core/bias': [16],
      'out/kernel': [4, 5],
      'out/bias': [5],
      'slow/kernel': [4, 2],
      'slow/bias': [2],
      'last/kernel': [2, 5],
      'last/bias': [5],
      // The state is h and c; two inputs of a one-hot symbol and three numbers.
      'core->core/synthesizer/0/kernel': [8 + 2 * (5 + 3), 8],
      'core->core/synthesizer/0/bias': [8],
      'core->core/auxiliary/0/kernel': [8, 8],
      'core->core/auxiliary/0/bias': [8],
      'core->slow/synthesizer/0/kernel': [4 + 5, 4],
      'core->slow/synthesizer/0/bias': [4],
      'core->slow/syntheticInput/0/kernel': [5 + 3, 4],
      'core->slow/syntheticInput/0/bias': [4],
      'slow->last/synthesizer/0/kernel': [2, 2],
      'slow->last/synthesizer/0/bias': [2],
    });
    net.dispose();
  });

  it('throws where a model does not fit its data, and leaks nothing', () => {
    const { x, next } = fields;
    expect(() => network(experiment({ model }), { x, next } as Fields)).toThrow();
  });
});
