import type { Counts } from '#spec/counts';
import { findModules, type Module } from '#spec/graph';
import { modelSchema, type EdgeId, type Model } from '#spec/model';

const kinds: Record<string, object> = {
  image: { kind: 'input', field: 'image' },
  sum: { kind: 'add' },
  loss: { kind: 'softmaxCrossEntropy', target: 'label' },
  other: { kind: 'softmaxCrossEntropy', target: 'label' },
};

/** Parses a model such as `image>a a/b b>loss`: `/` is a decoupled edge, `//` one with a synthetic input too. */
export function parseGraph(text: string): { model: Model; modules: Module[] } {
  const edges = text.split(' ').map((word) => {
    const [, from = '', mark, to = ''] = /^(\w+)(>|\/\/?)(\w+)$/.exec(word) ?? [];
    if (mark === '>') return { from, to };
    const syntheticInput = mark === '//' ? { hidden: [] } : undefined;
    return { from, to, decoupled: { synthesizer: { kind: 'mlp' }, syntheticInput } };
  });
  const ids = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = Object.fromEntries(
    [...ids].map((id) => [id, kinds[id] ?? { kind: 'dense', units: 1 }]),
  );
  const model = modelSchema.parse({ nodes, edges });
  return { model, modules: findModules(model) };
}

const createCount = (multiplyAdds: number) => ({ parameters: 0, multiplyAdds });

function createCountsById<K extends string>(multiplyAdds: Partial<Record<K, number>>) {
  return Object.fromEntries(
    Object.entries<number | undefined>(multiplyAdds).map(([id, count]) => [
      id,
      createCount(count ?? 0),
    ]),
  );
}

/** Creates counts from the multiply-adds of nodes, synthesizers and synthetic input models. */
export function createCounts(
  nodes: Record<string, number>,
  synthesizers: Partial<Record<EdgeId, number>> = {},
  syntheticInputs: Partial<Record<EdgeId, number>> = {},
): Counts {
  return {
    nodes: createCountsById(nodes),
    synthesizers: createCountsById(synthesizers),
    syntheticInputs: createCountsById(syntheticInputs),
    modules: {},
    total: createCount(0),
    interfaces: createCount(0),
    unknown: { nodes: [], interfaces: [] },
  };
}
