import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { doesDniHelp } from '#analysis/does-dni-help';
import { maxQuotedPath } from '#files/file-errors';
import { readStudyModels } from '#service/study-models';
import { listTemplateIds } from '#service/templates';
import { findClosestMatch } from '#spec/closest-match';
import { WorkbenchError } from '#spec/errors';
import { printable, quote } from '#spec/quote';
import { seedPath, studyContentSchema, type StudyContent } from '#spec/study';
import { listModels } from '#storage/models';
import { slug } from '#storage/names';
import type { ProjectFolder } from '#storage/projects';
import { getStudy, listStudies, saveStudy } from '#storage/studies';
import { readVersionedJson } from '#storage/versioned-json';
import { printToStderr } from './output';
import { resources } from './program-paths';

export interface StudyOverrides {
  seeds?: number[];
  steps?: number;
}

/** A study that the command line names, before it is saved. */
export interface StudySource {
  /** Id of the study in the project. */
  id: string;
  content: StudyContent;
}

/**
 * What STUDY on the command line names: a study's file, the id of a study of the project, or a template or a model of the
 * project, for which the question is whether DNI helps. Throws `notFound` with the closest name or a list of all,
 * `validation` where a file does not fit.
 */
export async function findStudy(
  name: string,
  project: ProjectFolder,
  overrides: StudyOverrides,
): Promise<StudySource> {
  const { id, content } = await findSource(name, project);
  const { seeds, steps } = overrides;
  return {
    id,
    content: {
      ...content,
      axes: seeds ? { ...content.axes, [seedPath]: seeds } : content.axes,
      ...(steps === undefined ? {} : { steps }),
    },
  };
}

async function findSource(name: string, project: ProjectFolder): Promise<StudySource> {
  if (name.endsWith('.json') || (await isFile(name))) return readStudyFile(name, project);
  const { items: studies, problems } = await listStudies(project);
  const studyId = name.replace(/^studies\//, '');
  const damaged = problems.find(({ path }) => basename(path) === `${studyId}.json`);
  if (damaged) throw new WorkbenchError('validation', damaged.message);
  if (studies.some(({ id }) => id === studyId)) return readSaved(project, studyId);
  const modelId = name.replace(/^models\//, '');
  const spec = (await readStudyModels(project, resources, { models: [modelId] })).get(modelId);
  if (spec) {
    const content = studyContentSchema.parse(doesDniHelp(modelId, spec));
    return { id: slug(content.name ?? modelId), content };
  }
  throw await notFound(
    name,
    project,
    studies.map(({ id }) => id),
  );
}

/** A file of the project is the study itself; another one becomes the study of its name in the project. */
async function readStudyFile(file: string, project: ProjectFolder): Promise<StudySource> {
  const id = basename(file, '.json');
  if (dirname(resolve(file)) === join(project.directory, 'studies')) return readSaved(project, id);
  const content = await readVersionedJson(
    resolve(file),
    studyContentSchema,
    `There is no file ${quote(file, maxQuotedPath)}.`,
  );
  const models = content.models.map((model) => model.replace(/^models\//, ''));
  const title = content.name ?? id;
  return { id: slug(title), content: { ...content, name: title.slice(0, 200), models } };
}

async function readSaved(project: ProjectFolder, id: string): Promise<StudySource> {
  return { id, content: studyContentSchema.strip().parse(await getStudy(project, id)) };
}

async function notFound(
  name: string,
  project: ProjectFolder,
  studies: readonly string[],
): Promise<WorkbenchError> {
  const { items: models } = await listModels(project);
  const names = [
    ...studies,
    ...(await listTemplateIds(resources)),
    ...models.map(({ id }) => `models/${id}`),
  ];
  const suggestion = findClosestMatch(name, names);
  const hint = suggestion
    ? `Did you mean ${quote(suggestion)}?`
    : `There are: ${names.map((known) => printable(known, 60)).join(', ')}.`;
  return new WorkbenchError(
    'notFound',
    `There is no file, study, template or model of the project ${quote(name)}. ${hint}`,
  );
}

/** Saves a study in the project, on top of one of the same id. */
export async function keepStudy(
  project: ProjectFolder,
  { id, content }: StudySource,
): Promise<string> {
  const present = await getStudy(project, id).catch((error: unknown) => {
    if (error instanceof WorkbenchError && error.kind === 'notFound') return null;
    throw error;
  });
  const comparisonId = content.comparisonId ?? present?.comparisonId;
  const kept = comparisonId === undefined ? content : { ...content, comparisonId };
  const saved = await saveStudy(project, kept, { id });
  if (present && present.revision !== saved.revision)
    printToStderr(
      `The study '${id}' of the project is changed: runs that it has already are not made again.`,
    );
  return saved.id;
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
