/** Models that have a name on the command line: templates of the program, and models and own templates of a project. */
import { basename } from 'node:path';
import { maxQuotedPath } from '#files/file-errors';
import { listTemplateIds, readTemplateFile } from '#service/templates';
import { findClosestMatch } from '#spec/closest-match';
import { WorkbenchError } from '#spec/errors';
import { printable, quote } from '#spec/quote';
import { listModels } from '#storage/models';
import { listOwnTemplates } from '#storage/own-templates';
import type { ProjectFolder } from '#storage/projects';
import type { Listing } from '#storage/versioned-json';
import { resources } from './program-paths';
import { describeUnusualPath } from './unusual-path';

export type NamedKind = 'template' | 'model' | 'own template';

export interface NamedModel {
  kind: NamedKind;
  id: string;
  read(): unknown;
}

/** Each kind has a prefix, which names it where several have the id: `bundled/mnist-cdni`. */
const prefixes: Readonly<Record<NamedKind, string>> = {
  template: 'bundled/',
  model: 'models/',
  'own template': 'templates/',
};
const nouns: Readonly<Record<NamedKind, string>> = {
  template: 'a template of the program',
  model: 'a model',
  'own template': 'an own template',
};

/** The name that nothing else has: `models/ID`. */
export const fullName = ({ kind, id }: Pick<NamedModel, 'kind' | 'id'>): string =>
  `${prefixes[kind]}${id}`;

/** Whether a name says of which kind the model is. */
export const hasPrefix = (name: string): boolean =>
  Object.values(prefixes).some((prefix) => name.startsWith(prefix));

/** All that a name names: at most one where it has a prefix. */
export async function findNamed(
  name: string,
  project: ProjectFolder | null,
): Promise<NamedModel[]> {
  return named(name, (await listAll(project)).models);
}

/**
 * The template, the model or the own template of a name. Throws `conflict` where several have the id, `validation` where
 * its file is damaged or the name is the path of something else than a file, `notFound` with the closest name or a list of all.
 */
export async function readNamed(name: string, project: ProjectFolder | null): Promise<NamedModel> {
  const { models, problems } = await listAll(project);
  const found = named(name, models);
  const [first] = found;
  if (found.length > 1) throw ambiguous(name, found);
  const damaged = problems.find(({ file, kind }) =>
    [file, `${prefixes[kind]}${file}`].includes(name),
  );
  if (damaged) throw new WorkbenchError('validation', damaged.message);
  if (first) return first;
  const unusual = await describeUnusualPath(name);
  if (unusual !== null)
    throw new WorkbenchError(
      'validation',
      `${unusual} Name a JSON file, a template, or a model of the project.`,
    );
  const names = models.map((one) => (one.kind === 'template' ? one.id : fullName(one)));
  const suggestion = findClosestMatch(name, names);
  throw new WorkbenchError(
    'notFound',
    `There is no file, template or model ${quote(name)}. ${suggestion ? `Did you mean ${quote(suggestion)}?` : `There are: ${names.map((known) => printable(known, 60)).join(', ')}.`} ${explainProject(project)}`,
  );
}

/** Where a run, a study or a model of another project is to be looked for. */
export const explainProject = (project: ProjectFolder | null): string =>
  `${project ? `Runs, studies and models are looked for in the project ${quote(project.directory, maxQuotedPath)}` : 'Runs, studies and models are looked for in a project, and there is none'}: name another folder by --project.`;

function named(name: string, models: readonly NamedModel[]): NamedModel[] {
  return models.filter((one) => (hasPrefix(name) ? fullName(one) : one.id) === name);
}

interface NamedModels {
  models: NamedModel[];
  problems: { kind: NamedKind; file: string; message: string }[];
}

async function listAll(project: ProjectFolder | null): Promise<NamedModels> {
  const templates: NamedModel[] = (await listTemplateIds(resources)).map((id) => ({
    ...{ kind: 'template' as const, id, read: () => readTemplateFile(resources, id) },
  }));
  const saved = project && [
    listed('model', await listModels(project)),
    listed('own template', await listOwnTemplates(project)),
  ];
  return {
    models: [...templates, ...(saved ?? []).flatMap(({ models }) => models)],
    problems: (saved ?? []).flatMap(({ problems }) => problems),
  };
}

function listed(
  kind: NamedKind,
  { items, problems }: Listing<{ id: string; spec: unknown }>,
): NamedModels {
  return {
    models: items.map(({ id, spec }) => ({ kind, id, read: () => spec })),
    problems: problems.map(({ path, message }) => ({
      kind,
      file: basename(path, '.json'),
      message,
    })),
  };
}

/** Of a name that several models have. */
export function ambiguous(name: string, found: readonly NamedModel[]): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `${quote(name)} is the id of ${found.map(({ kind }) => nouns[kind]).join(' and of ')}. Say which one: ${found.map(fullName).join(' or ')}.`,
  );
}
