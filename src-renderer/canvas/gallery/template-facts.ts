import { methodInfo } from '#chart/methods';
import { countModel } from '#spec/counts';
import type { Experiment } from '#spec/experiment';
import { findModules } from '#spec/graph';
import { findNodeEntry } from '#spec/node-catalogue';
import { taskKinds } from '#spec/task-catalogue';
import type { Fields } from '#spec/task';
import { scoreLabel } from '../../shell/palette-score';

/** What the gallery says of a template beside its name and sentence. */
export interface TemplateFacts {
  modules: number;
  /** Of the model; null where not all sizes are known. */
  parameters: number | null;
  /** Of synthesizers and synthetic inputs, which are gone after training. */
  helpers: number;
  method: string;
  /** Decoupled edges that its method does not use. */
  unusedInterfaces: number;
  task: string;
  /** Kinds of layers, each once. */
  layers: string[];
}

/** The experiment as its method trains it: with backprop every edge is coupled. */
export function asTrained(spec: Experiment): Experiment {
  if (spec.training.method !== 'backprop') return spec;
  const edges = spec.model.edges.map((edge) => ({ ...edge, decoupled: undefined }));
  return { ...spec, model: { ...spec.model, edges } };
}

/** `fields`: null where the data of the task are not known. */
export function describeTemplate(spec: Experiment, fields: Fields | null): TemplateFacts {
  const { model, task, training } = asTrained(spec);
  const { nodes, synthesizers, syntheticInputs, unknown } = countModel(model, fields);
  const sum = (counts: Record<string, { parameters: number }>): number =>
    Object.values(counts).reduce((total, { parameters }) => total + parameters, 0);
  return {
    modules: findModules(model).length,
    parameters: unknown.nodes.length > 0 ? null : sum(nodes),
    helpers: training.method === 'dni' ? sum(synthesizers) + sum(syntheticInputs) : 0,
    method: methodInfo[training.method].label,
    unusedInterfaces:
      training.method === 'dni' ? 0 : spec.model.edges.filter(({ decoupled }) => decoupled).length,
    task: taskKinds.find(({ value }) => value === task.kind)?.label ?? '',
    layers: [...new Set(Object.values(model.nodes).map((node) => findNodeEntry(node).label))],
  };
}

/**
 * How well a template matches a text, 0 (not) to 1: by its name first, then by having all words of the text in its name,
 * sentence, group, task, kinds of layers or method.
 */
export function scoreTemplate(
  { name, description = '' }: Experiment,
  { method, task, layers }: TemplateFacts,
  heading: string,
  text: string,
): number {
  const searched = [name, description, heading, method, task, ...layers].join(' ').toLowerCase();
  const hasAll = text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
  return hasAll ? Math.max(scoreLabel(name, text), 0.1) : 0;
}
