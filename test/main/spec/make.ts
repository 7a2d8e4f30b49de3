import { readFileSync } from 'node:fs';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { modelSchema, type Model } from '#spec/model';

type Json = Record<string, unknown>;

/** A template as its file has it, defaults not filled in. */
export function templateJson(name: string): Json {
  const file = new URL(`../../../resources/templates/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

export function template(name: string): Experiment {
  return experimentSchema.parse(templateJson(name));
}

/** Edges as `a>b`, decoupled ones as `a>>b` (with a linear synthesizer). */
export function model(nodes: Json, edges: readonly string[], modules: Json = {}): Model {
  return modelSchema.parse({
    nodes,
    modules,
    edges: edges.map((text) => {
      const [from, to] = text.split(/>+/);
      return text.includes('>>') ? { from, to, decoupled: { synthesizer: {} } } : { from, to };
    }),
  });
}

/** A trainable frame around a model: MNIST, backprop unless decoupled. */
export function experiment(of: Model, training: Json = {}): Experiment {
  const method = of.edges.some((edge) => edge.decoupled) ? 'dni' : 'backprop';
  return experimentSchema.parse({
    version: 1,
    name: 'test',
    model: of,
    task: { kind: 'mnist' },
    training: { method, steps: 10, optimizer: { kind: 'sgd', rate: 0.1 }, ...training },
  });
}

export const mnistFields = {
  image: { kind: 'values' as const, shape: [28, 28, 1] },
  label: { kind: 'label' as const, classes: 10 },
};
