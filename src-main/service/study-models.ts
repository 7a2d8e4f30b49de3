import { join } from 'node:path';
import { listChangedModels, resolveStudyModels } from '#analysis/study-models';
import { listNames } from '#files/list-names';
import { isOfKind } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { StudyContent } from '#spec/study';
import { getModel } from '#storage/models';
import type { ProjectFolder } from '#storage/projects';
import { readKeptModels } from '#storage/study-models';
import { listTemplateIds, readTemplate } from './templates';

/** The models of a saved study. */
export interface StudyModels {
  /** As they were when its first run was made, by id. */
  models: Map<string, Experiment>;
  /** Those that have changed since, by id. */
  changed: string[];
  /** As they are saved now, by id. */
  current: Map<string, Experiment>;
}

/**
 * The experiments that a saved study trains. Throws `validation` where a model's file is damaged. `runs`: all of the
 * project.
 */
export async function resolveModels(
  project: ProjectFolder,
  resources: string,
  study: StudyContent & { id: string },
  runs: readonly Run[],
): Promise<StudyModels> {
  const current = await readStudyModels(project, resources, study);
  const kept = await readKeptModels(project, study.id);
  const models = resolveStudyModels(study, { current, kept, runs });
  return { models, changed: listChangedModels(study, models, current), current };
}

/**
 * The experiments of the models of a study, by id, as they are now: of saved models of the project, else of templates. Models that are
 * neither are left out. Throws `validation` where a model's file is damaged.
 */
export async function readStudyModels(
  project: ProjectFolder,
  resources: string,
  { models }: Pick<StudyContent, 'models'>,
): Promise<Map<string, Experiment>> {
  const templates = new Set(await listTemplateIds(resources));
  const specs = new Map<string, Experiment>();
  for (const id of new Set(models)) {
    const spec =
      (await readModel(project, id)) ??
      (templates.has(id) ? (await readTemplate(resources, id)).spec : null);
    if (spec) specs.set(id, spec);
  }
  return specs;
}

/** The ids that a study can name: of the models of the project and of templates. */
export async function listModelIds(project: ProjectFolder, resources: string): Promise<string[]> {
  const names = await listNames(join(project.directory, 'models')).catch(() => []);
  const saved = names.flatMap((name) => /^([^.].*)\.json$/.exec(name)?.[1] ?? []);
  return [...saved, ...(await listTemplateIds(resources))];
}

/** Null where there is no model of that name, or the name cannot be one. */
async function readModel(project: ProjectFolder, id: string): Promise<Experiment | null> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) return null;
  try {
    return (await getModel(project, id)).spec;
  } catch (error) {
    if (isOfKind(error, 'notFound')) return null;
    throw error;
  }
}
