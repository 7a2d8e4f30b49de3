import { join } from 'node:path';
import { listNames } from '#files/list-names';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { StudyContent } from '#spec/study';
import { getModel } from '#storage/models';
import type { ProjectFolder } from '#storage/projects';
import { listTemplateIds, readTemplate } from './templates';

/**
 * The experiments of the models of a study, by id: of saved models of the project, else of templates. Models that are
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
    if (error instanceof WorkbenchError && error.kind === 'notFound') return null;
    throw error;
  }
}
