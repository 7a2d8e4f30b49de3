import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsFromData } from '#data/load-ticks';
import { templateIds } from '#service/templates';
import { knownCorpora } from '#spec/corpora';
import { datasetIdSchema } from '#spec/dataset';
import { WorkbenchError, messageOf } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { nearest } from '#spec/nearest';
import type { Problem } from '#spec/problems';
import { applySetting } from '#spec/settings';
import { taskFields, type Fields, type Task } from '#spec/task';
import { checkExperiment, isTrainable, readExperiment, type Reading } from '#spec/validate';
import { fileError } from '#storage/versioned-json';
import { listModels } from '#storage/models';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { refusal } from './exit-status';
import { resources } from './places';

export interface Changes {
  method?: string;
  seed?: number;
  steps?: number;
  /** Each `path.to.setting=value`, in order; the other options win over them. */
  set?: string[];
}

/** A description before it is checked. */
export interface Source {
  kind: 'file' | 'template' | 'model';
  /** For messages: "'my.json'", "The template 'mnist-cdni'". */
  title: string;
  /** The template or the project's model it is; null for a file. */
  modelId: string | null;
  value: unknown;
}

/**
 * What SPEC on the command line names: a JSON file, a template, or a model of the project
 * (`models/<id>`, or its id alone where no template has it). Throws `notFound` with what there is.
 */
export async function findSource(name: string, project: ProjectFolder | null): Promise<Source> {
  if (name.endsWith('.json') || (await isFile(name)))
    return { kind: 'file', title: `'${name}'`, modelId: null, value: await readJsonFile(name) };
  const templates = await templateIds(resources);
  if (templates.includes(name))
    return {
      kind: 'template',
      title: `The template '${name}'`,
      modelId: name,
      value: await readJsonFile(join(resources, 'templates', `${name}.json`)),
    };
  const models = project ? (await listModels(project)).items : [];
  const model = models.find(({ id }) => id === name.replace(/^models\//, ''));
  if (model)
    return {
      kind: 'model',
      title: `The model '${model.id}'`,
      modelId: model.id,
      value: model.spec,
    };
  const names = [...templates, ...models.map(({ id }) => `models/${id}`)];
  const close = nearest(name, names);
  throw new WorkbenchError(
    'notFound',
    `There is no file, template or model of the project '${name}'. ${close ? `Did you mean '${close}'?` : `There are: ${names.join(', ')}.`}`,
  );
}

/** The description with the changes of the command line. */
export function changed(value: unknown, changes: Changes): unknown {
  const { method, seed, steps, set = [] } = changes;
  const options = Object.entries({ method, seed, steps })
    .filter(([, given]) => given !== undefined)
    .map(([name, given]) => `training.${name}=${JSON.stringify(given)}`);
  return [...set, ...options].reduce(applySetting, value);
}

/** Reads and checks a description; missing data counts as `missingData` says. `fields`: see `taskFields`. */
export async function check(
  value: unknown,
  project: ProjectFolder | null,
  missingData: Problem['severity'],
): Promise<Reading & { fields: Fields | null }> {
  const { experiment, problems } = readExperiment(value);
  if (!experiment) return { experiment, problems, fields: null };
  const imported = await importedFields(experiment, project, missingData);
  const fields = taskFields(experiment.task, 'fields' in imported ? imported.fields : undefined);
  const found = checkExperiment(experiment, fields);
  return {
    experiment,
    problems: 'problem' in imported ? [imported.problem, ...found] : found,
    fields,
  };
}

/** The experiment to be trained. Throws `validation` with all problems where it cannot be. */
export async function readTrainable(
  { title, value }: Source,
  project: ProjectFolder | null,
  changes: Changes,
): Promise<{ spec: Experiment; warnings: Problem[] }> {
  const reading = await check(changed(value, changes), project, 'error');
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  if (!reading.experiment || !isTrainable(reading)) throw refusal(title, errors);
  return { spec: reading.experiment, warnings: reading.problems };
}

async function importedFields(
  { task }: Experiment,
  project: ProjectFolder | null,
  severity: Problem['severity'],
): Promise<{ fields?: Fields } | { problem: Problem }> {
  if (task.kind !== 'dataset' && task.kind !== 'sequence' && task.kind !== 'text') return {};
  const { dataset } = task;
  if (dataset === undefined) return fromData(task, null, severity);
  const missing = (message: string, remedy: string): { problem: Problem } => ({
    problem: { severity, setting: 'task.dataset', message, remedy },
  });
  const bringIt = knownCorpora.some(({ id }) => id === dataset)
    ? `Fetch it with \`npm run -s dni -- fetch ${dataset}\``
    : 'Import it with `npm run -s dni -- import`';
  if (!datasetIdSchema.safeParse(dataset).success)
    return missing(
      `'${dataset}' is not the id of a data set.`,
      'Ids have small letters, digits and hyphens.',
    );
  if (!project)
    return missing(
      `There is no project that holds the data set '${dataset}'.`,
      `${bringIt}, or name another project with --project.`,
    );
  return fromData(task, datasetsDirectory(project), severity);
}

async function fromData(
  task: Task,
  directory: string | null,
  severity: Problem['severity'],
): Promise<{ fields?: Fields } | { problem: Problem }> {
  try {
    const fields = await fieldsFromData(task, directory);
    return fields ? { fields } : {};
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    const setting =
      settingOf(error) ?? `task.${'train' in task && task.train ? 'train' : 'dataset'}`;
    const remedy =
      task.kind === 'text' && task.dataset === undefined
        ? `Set ${setting} to a text file in UTF-8.`
        : 'Or name another project with --project.';
    return { problem: { severity, setting, message: error.message, remedy } };
  }
}

/** Which setting the trouble is with, where the error tells. */
function settingOf({ details }: WorkbenchError): string | null {
  const isTold = typeof details === 'object' && details !== null && 'setting' in details;
  return isTold && typeof details.setting === 'string' ? details.setting : null;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new WorkbenchError('notFound', `There is no file '${path}'.`);
    throw fileError('read', path, error);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new WorkbenchError(
      'validation',
      `'${path}' is not JSON: ${messageOf(error).replaceAll('\n', ' ')}. Mend it there.`,
    );
  }
}
