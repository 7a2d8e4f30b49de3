/** Models of any size in the shapes that make a check slow where it searches all nodes or edges for each of them. */
import { experimentSchema, type Experiment } from '#spec/experiment';

type Json = Record<string, unknown>;
interface Graph {
  nodes: Record<string, Json>;
  edges: Json[];
  modules?: Json;
}

const dense = { kind: 'dense', units: 8 };
const decoupled = { synthesizer: { condition: 'label' } };

function layers(count: number, node: (index: number) => Json = () => dense): Graph['nodes'] {
  return Object.fromEntries(indices(count).map((index) => [`n${index}`, node(index)]));
}

/** From the input `x` over all layers to the loss. */
function chain(count: number, settings: Json = {}): Json[] {
  const between = indices(count - 1).map((index) => ({
    from: `n${index}`,
    to: `n${index + 1}`,
    ...settings,
  }));
  return [{ from: 'x', to: 'n0' }, ...between, { from: `n${count - 1}`, to: 'loss' }];
}

/** Layers side by side between two nodes. */
function beside(count: number, from: string, to: string, settings: Json = {}): Json[] {
  return indices(count).flatMap((index) => [
    { from, to: `n${index}`, ...settings },
    { from: `n${index}`, to },
  ]);
}

function indices(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => index);
}

const graphs: Readonly<Record<string, (count: number) => Graph>> = {
  chain: (count) => ({ nodes: layers(count), edges: chain(count) }),
  'chain of modules': (count) => ({ nodes: layers(count), edges: chain(count, { decoupled }) }),
  'chain, its nodes and edges listed from the end': (count) => ({
    nodes: Object.fromEntries(Object.entries(layers(count)).reverse()),
    edges: chain(count).reverse(),
  }),
  'layers with as many units as classes': (count) => ({
    nodes: layers(count, (index) =>
      index < count / 2 ? { kind: 'dense', units: 'classes' } : { kind: 'activation' },
    ),
    edges: [
      ...chain(count),
      ...indices(count / 2).map((index) => ({ from: `n${index}`, to: `n${count - 1}` })),
    ],
  }),
  'fan-out and fan-in': (count) => ({
    nodes: { ...layers(count), sum: { kind: 'add' } },
    edges: [...beside(count, 'x', 'sum'), { from: 'sum', to: 'loss' }],
  }),
  'fan-out of decoupled edges': (count) => ({
    nodes: { ...layers(count), first: dense, sum: { kind: 'add' } },
    edges: [
      { from: 'x', to: 'first' },
      ...beside(count, 'first', 'sum', { decoupled }),
      { from: 'sum', to: 'loss' },
    ],
  }),
  'many inputs': (count) => ({
    nodes: {
      ...layers(count, () => ({ kind: 'input', field: 'image' })),
      all: { kind: 'concat' },
    },
    edges: [
      ...indices(count).map((index) => ({ from: `n${index}`, to: 'all' })),
      { from: 'all', to: 'loss' },
    ],
  }),
  'many losses': (count) => ({
    nodes: {
      only: { kind: 'dense', units: 10 },
      ...layers(count, () => ({ kind: 'softmaxCrossEntropy', target: 'label' })),
    },
    edges: [
      { from: 'x', to: 'only' },
      ...indices(count).map((index) => ({ from: 'only', to: `n${index}` })),
    ],
  }),
  'cores with decoupled loops': (count) => ({
    nodes: layers(count, () => ({ kind: 'lstm', units: 8 })),
    edges: [
      ...chain(count),
      ...indices(count).map((index) => ({
        from: `n${index}`,
        to: `n${index}`,
        delay: 1,
        decoupled: { synthesizer: {} },
      })),
    ],
  }),
  'long cycle over a delay': (count) => ({
    nodes: layers(count),
    edges: [...chain(count), { from: `n${count - 1}`, to: 'n0', delay: 1, decoupled }],
  }),
  'cycles of two layers': (count) => ({
    nodes: layers(count),
    edges: [
      ...chain(count),
      ...indices(count / 2).map((index) => ({ from: `n${2 * index + 1}`, to: `n${2 * index}` })),
    ],
  }),
  'one cycle of all layers': (count) => ({
    nodes: layers(count),
    edges: [...chain(count), { from: `n${count - 1}`, to: 'n0' }],
  }),
  'all layers on cycles through one': (count) => ({
    nodes: { ...layers(count), hub: { kind: 'add' } },
    edges: indices(count).flatMap((index) => [
      { from: `n${index}`, to: 'hub' },
      { from: 'hub', to: `n${index}` },
    ]),
  }),
  'edges from missing nodes': (count) => ({
    nodes: layers(count),
    edges: [
      ...chain(count),
      ...indices(count).map((index) => ({ from: `m${index}`, to: `n${index}` })),
    ],
  }),
  'settings of many modules': (count) => ({
    nodes: layers(count),
    edges: chain(count, { decoupled }),
    modules: layers(count, () => ({ updateProbability: 0.5 })),
  }),
};

export const largeModels = Object.keys(graphs);

/** An experiment on MNIST or, with cores or delays, on a stream. `count`: about how many nodes it has. */
export function largeExperiment(name: string, count: number): Experiment {
  const { nodes, edges, modules } = graphs[name]?.(count) ?? { nodes: {}, edges: [] };
  const isStream = edges.some(({ delay }) => delay !== undefined);
  return experimentSchema.parse({
    version: 1,
    name,
    model: {
      nodes: {
        x: { kind: 'input', field: isStream ? 'symbol' : 'image' },
        ...nodes,
        loss: { kind: 'softmaxCrossEntropy', target: isStream ? 'recalled' : 'label' },
      },
      edges,
      modules,
    },
    task: isStream ? { kind: 'recall' } : { kind: 'mnist' },
    training: {
      method: 'dni',
      steps: 1,
      ...(isStream && { unroll: 8 }),
      optimizer: { kind: 'sgd', rate: 0.1 },
    },
  });
}
