import { experimentSchema, type Experiment } from '#spec/experiment';
import type { z } from 'zod';

type ModelText = z.input<typeof experimentSchema>['model'];

const linear = { synthesizer: { kind: 'mlp', hidden: [], condition: 'label' } } as const;

/** A chain of dense layers between an input and a loss, with every third edge between two layers decoupled. */
export function makeDeepModel(nodes: number): Experiment {
  const layers = Array.from({ length: nodes - 3 }, (_, index) => `hidden${index + 1}`);
  const chain = ['point', ...layers, 'logits', 'loss'];
  const model: ModelText = {
    nodes: {
      point: { kind: 'input', field: 'point' },
      ...Object.fromEntries(layers.map((id) => [id, { kind: 'dense' as const, units: 64 }])),
      logits: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: chain.slice(1).map((to, index) => ({
      from: chain[index] ?? '',
      to,
      ...(index % 3 === 2 && to !== 'loss' && { decoupled: linear }),
    })),
  };
  return experimentSchema.parse({
    version: 1,
    name: `Deep, ${nodes} nodes`,
    model,
    task: { kind: 'spirals' },
    training: { method: 'dni', steps: 1000, optimizer: { kind: 'adam', rate: 0.001 } },
  });
}

/** Layers in a branch of the wide model: dense, recurrent core, dense. */
const branchLength = 3;
/** Branches that one concatenation joins. */
const joined = 8;

/**
 * Branches side by side over a stream, each with a recurrent core and a decoupled edge; groups of them are joined, and
 * the groups are joined again.
 */
export function makeWideModel(nodes: number): Experiment {
  const model: ModelText & { edges: object[] } = {
    nodes: { input: { kind: 'input', field: 'input' } },
    edges: [],
  };
  const perGroup = branchLength * joined + 1;
  const groups = Math.max(1, Math.floor((nodes - 4) / perGroup));
  const rest = nodes - 4 - groups * perGroup;
  for (let group = 0; group < groups; group += 1) {
    const join = `join${group + 1}`;
    model.nodes[join] = { kind: 'concat' };
    for (let index = 0; index < joined; index += 1) {
      const number = group * joined + index + 1;
      const [below, core, above] = [`below${number}`, `core${number}`, `above${number}`];
      model.nodes[below] = { kind: 'dense', units: 16 };
      model.nodes[core] = { kind: 'lstm', units: 16 };
      model.nodes[above] = { kind: 'dense', units: 16 };
      model.edges.push(
        { from: 'input', to: below },
        { from: below, to: core, decoupled: { synthesizer: { hidden: [16] } } },
        { from: core, to: core, delay: 1 },
        { from: core, to: above },
        { from: above, to: join },
      );
    }
    model.edges.push({ from: join, to: 'all' });
  }
  model.nodes['all'] = { kind: 'concat' };
  const tail = ['all', ...Array.from({ length: rest }, (_, index) => `top${index + 1}`), 'logits'];
  for (const [index, id] of tail.slice(1).entries()) {
    model.nodes[id] = { kind: 'dense', units: id === 'logits' ? 'classes' : 64 };
    model.edges.push({ from: tail[index], to: id });
  }
  model.nodes['loss'] = { kind: 'softmaxCrossEntropy', target: 'output' };
  model.edges.push({ from: 'logits', to: 'loss' });
  return experimentSchema.parse({
    version: 1,
    name: `Wide, ${nodes} nodes`,
    model,
    task: { kind: 'copy' },
    training: { method: 'dni', steps: 1000, unroll: 4, optimizer: { kind: 'adam', rate: 0.001 } },
  });
}
