import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';

/** Texts of models and tasks that were compared already. */
const texts = new WeakMap<Experiment, string>();

/**
 * Whether a run trains the model of a template on its task. How it trains may differ: a reported result stands beside runs
 * that are shorter, or have another rate.
 */
export function isFromTemplate({ spec }: Pick<Run, 'spec'>, template: Experiment): boolean {
  return spec !== null && textOf(spec) === textOf(template);
}

function textOf(spec: Experiment): string {
  const known = texts.get(spec);
  if (known !== undefined) return known;
  const text = JSON.stringify([sortKeys(spec.model), sortKeys(spec.task)]);
  texts.set(spec, text);
  return text;
}

/** The order of the keys in a file says nothing. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
