import { resolveStudyModels } from '#analysis/study-models';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { Study } from '#spec/study';
import { models } from '../stores/models.svelte';
import { studies } from '../stores/studies.svelte';

/** What a model of a study describes: a saved model of the project, else a template; null where there is neither. */
export function findSpec(modelId: string): Experiment | null {
  const saved = models.get(modelId) ?? models.templates.find(({ id }) => id === modelId);
  return saved?.spec ?? null;
}

export function findSpecs(modelIds: readonly string[]): Experiment[] {
  return modelIds.flatMap((id) => findSpec(id) ?? []);
}

/** The models as they are now, by id; models that are neither saved nor templates are left out. */
export function mapSpecs(modelIds: readonly string[]): Map<string, Experiment> {
  return new Map(
    modelIds.flatMap((id) => {
      const spec = findSpec(id);
      return spec ? [[id, spec] as const] : [];
    }),
  );
}

/** The models of a study as they were when it began, by id. `runs`: its own. */
export function mapStudySpecs(study: Study, runs: readonly Run[]): Map<string, Experiment> {
  const kept = new Map(Object.entries(studies.keptModels[study.id] ?? {}));
  return resolveStudyModels(study, { current: mapSpecs(study.models), kept, runs });
}
