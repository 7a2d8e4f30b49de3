import { readFileSync } from 'node:fs';
import { checkExperiment } from '#spec/check-experiment';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { modelSchema, type Model } from '#spec/model';
import { parseExperiment } from '#spec/parse-experiment';
import type { Problem } from '#spec/problems';
import { taskFields, type Fields } from '#spec/task';

type Json = Record<string, unknown>;

/** The JSON value of a template, without defaults. */
export function templateJson(name: string): Json {
  const file = new URL(`../../../resources/templates/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

export function template(name: string): Experiment {
  return experimentSchema.parse(templateJson(name));
}

/** All problems of an experiment: those of its format, or, where it fits the format, all others. */
export function findProblems(value: unknown, datasetFields?: Fields): Problem[] {
  const { experiment: parsed, problems } = parseExperiment(value);
  return parsed ? checkExperiment(parsed, taskFields(parsed.task, datasetFields)) : problems;
}

/** A model with edges written as `a>b`, decoupled ones (with a linear synthesizer) as `a>>b`. */
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

/** An experiment with the model: MNIST, `dni` where an edge is decoupled, else `backprop`. */
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
