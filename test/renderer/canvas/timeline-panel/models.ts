import type { Counts } from '#spec/counts';
import { findModules, type Module } from '#spec/graph';
import { modelSchema, type EdgeId, type Model } from '#spec/model';

const kinds: Record<string, object> = {
  image: { kind: 'input', field: 'image' },
  sum: { kind: 'add' },
  loss: { kind: 'softmaxCrossEntropy', target: 'label' },
  other: { kind: 'softmaxCrossEntropy', target: 'label' },
};

/** `image>a a/b b>loss`: `/` is decoupled, `//` has a synthetic input too. */
export function graph(text: string): { model: Model; modules: Module[] } {
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

const count = (multiplyAdds: number) => ({ parameters: 0, multiplyAdds });

function counted<K extends string>(madds: Partial<Record<K, number>>) {
  return Object.fromEntries(
    Object.entries<number | undefined>(madds).map(([id, one]) => [id, count(one ?? 0)]),
  );
}

/** Multiply-adds of nodes, synthesizers and synthetic input models. */
export function counts(
  nodes: Record<string, number>,
  synthesizers: Partial<Record<EdgeId, number>> = {},
  syntheticInputs: Partial<Record<EdgeId, number>> = {},
): Counts {
  return {
    nodes: counted(nodes),
    synthesizers: counted(synthesizers),
    syntheticInputs: counted(syntheticInputs),
    modules: {},
    total: count(0),
    interfaces: count(0),
  };
}
