import type { Experiment } from '#spec/experiment';
import { models } from '../stores/models.svelte';

/** What a model of a study describes: a saved model of the project, else a template; null where there is neither. */
export function findSpec(modelId: string): Experiment | null {
  const saved = models.get(modelId) ?? models.templates.find(({ id }) => id === modelId);
  return saved?.spec ?? null;
}

export function findSpecs(modelIds: readonly string[]): Experiment[] {
  return modelIds.flatMap((id) => findSpec(id) ?? []);
}

/** By id; models that are neither are left out. */
export function mapSpecs(modelIds: readonly string[]): Map<string, Experiment> {
  return new Map(
    modelIds.flatMap((id) => {
      const spec = findSpec(id);
      return spec ? [[id, spec] as const] : [];
    }),
  );
}
