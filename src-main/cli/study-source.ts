import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { doesDniHelp } from '#analysis/does-dni-help';
import { maxQuotedPath } from '#files/file-errors';
import { readStudyModels } from '#service/study-models';
import { listTemplateIds } from '#service/templates';
import { findClosestMatch } from '#spec/closest-match';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { joinNames, printable, quote } from '#spec/quote';
import { seedPath, studyContentSchema, type Study, type StudyContent } from '#spec/study';
import { listModels } from '#storage/models';
import { uniqueSlug } from '#storage/names';
import type { ProjectFolder } from '#storage/projects';
import { getStudy, listStudies, saveStudy } from '#storage/studies';
import { readGivenJson, readVersionedJson } from '#storage/versioned-json';
import { ambiguous, explainProject, findNamed } from './named-models';
import { printToStderr } from './output';
import { applyPatches } from './patch-source';
import { resources } from './program-paths';

/** A file of a model, as far as it tells it from a study. */
const modelShape = z.looseObject({ model: z.looseObject({}), training: z.looseObject({}) });

export interface StudyOverrides {
  seeds?: number[];
  steps?: number;
  /** JSON Patches of the study, as files or as they are: applied in order and before the others. */
  patch?: string[];
  /** Whether no runs train together, whatever the study says. */
  oneByOne?: boolean;
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
 * `validation` where a file does not fit, `conflict` where several have the name.
 */
export async function findStudy(
  name: string,
  project: ProjectFolder,
  overrides: StudyOverrides,
): Promise<StudySource> {
  const { seeds, steps, patch = [], oneByOne } = overrides;
  const { id, content: named } = await findSource(name, project, overrides);
  const content = patch.length > 0 ? await patchStudy(named, patch) : named;
  return {
    id,
    content: {
      ...content,
      axes: seeds ? { ...content.axes, [seedPath]: seeds } : content.axes,
      ...(steps === undefined ? {} : { steps }),
      ...(oneByOne && { together: false }),
    },
  };
}

async function patchStudy(content: StudyContent, patches: string[]): Promise<StudyContent> {
  const parsed = studyContentSchema.safeParse(await applyPatches(content, patches));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WorkbenchError(
    'validation',
    `With --patch it is no study any more: ${quote(issue?.path.join('.') ?? '')}: ${issue?.message ?? ''}.`,
  );
}

async function findSource(
  name: string,
  project: ProjectFolder,
  { steps }: StudyOverrides,
): Promise<StudySource> {
  if (name.endsWith('.json') || (await isFileOrPath(name))) return readStudyFile(name, project);
  const { items: studies, problems } = await listStudies(project);
  const studyId = name.replace(/^studies\//, '');
  const damaged = problems.find(({ path }) => basename(path) === `${studyId}.json`);
  if (damaged) throw new WorkbenchError('validation', damaged.message);
  if (studies.some(({ id }) => id === studyId)) return readSaved(project, studyId);
  const modelId = await findModelId(name, project);
  const spec = (await readStudyModels(project, resources, { models: [modelId] })).get(modelId);
  if (spec) {
    const content = studyContentSchema.parse(doesDniHelp(modelId, spec, steps));
    const saved = findSameQuestion(content, studies);
    // The question may have been extended since, by more seeds for example.
    if (saved) return readSaved(project, saved.id);
    return {
      id: newId(content.name ?? modelId, modelId, [...studies, ...problems.map(idOf)]),
      content,
    };
  }
  throw await notFound(
    name,
    project,
    studies.map(({ id }) => id),
  );
}

/**
 * The id by which a study has the template or the model of a name. Throws `conflict` where several have the id, or where
 * the project has a model in place of the template, and `validation` for an own template.
 */
async function findModelId(name: string, project: ProjectFolder): Promise<string> {
  const found = await findNamed(name, project);
  const [first] = found;
  if (!first) return name.replace(/^models\//, '');
  const { kind, id } = first;
  if (found.length > 1) throw ambiguous(name, found);
  if (kind === 'own template')
    throw new WorkbenchError(
      'validation',
      `${quote(name)} is an own template, and a study trains models. Begin a model of the project with it in the window, and name that as models/ID.`,
    );
  if (kind === 'template' && (await findNamed(`models/${id}`, project)).length > 0)
    throw new WorkbenchError(
      'conflict',
      `The project has a model ${quote(id)}, which a study trains in place of the template of that id. Name it as models/${id}, or study the template in another project.`,
    );
  return id;
}

/** A file of the project is the study itself; another one becomes the study of its name in the project. */
async function readStudyFile(file: string, project: ProjectFolder): Promise<StudySource> {
  const id = basename(file, '.json');
  if (dirname(resolve(file)) === join(project.directory, 'studies')) return readSaved(project, id);
  await assertStudyFile(file);
  const content = await readGivenJson(
    resolve(file),
    studyContentSchema,
    `There is no file ${quote(file, maxQuotedPath)}.`,
  );
  const models = content.models.map((model) => model.replace(/^models\//, ''));
  const question = { ...content, name: (content.name ?? id).slice(0, 200), models };
  const { items, problems } = await listStudies(project);
  const saved = findSameQuestion(question, items);
  return {
    id: saved?.id ?? newId(question.name, id, [...items, ...problems.map(idOf)]),
    content: question,
  };
}

/**
 * The saved study that a file or a template is a change of: the one of the same name that has a model in common with it.
 * Another question of the same name is another study.
 */
function findSameQuestion(
  { name, models }: Pick<StudyContent, 'name' | 'models'>,
  studies: readonly Study[],
): Study | undefined {
  return studies.find(
    (study) => study.name === name && study.models.some((model) => models.includes(model)),
  );
}

/** An id that no study has: from the name, or from that of the file where the name has no letter that an id can have. */
function newId(name: string, fallback: string, studies: readonly { id: string }[]): string {
  const isNamed = /[a-z0-9]/i.test(name.normalize('NFKD'));
  return uniqueSlug(
    isNamed ? name : fallback,
    studies.map(({ id }) => id),
  );
}

function idOf({ path }: { path: string }): { id: string } {
  return { id: basename(path, '.json') };
}

/** Throws `validation` with what the file is instead, where it is a folder or a model. Other faults are told when it is read. */
async function assertStudyFile(file: string): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (stats?.isDirectory())
    throw new WorkbenchError(
      'validation',
      `${quote(file, maxQuotedPath)} is a folder, not a study.`,
    );
  const value = await readVersionedJson(resolve(file), modelShape, '').catch(() => null);
  if (value)
    throw new WorkbenchError(
      'validation',
      `${quote(file, maxQuotedPath)} is a model, not a study. Save it as a model of the project, and name it as models/ID.`,
    );
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
    `There is no file, study, template or model ${quote(name)}. ${hint} ${explainProject(project)}`,
  );
}

/** The saved study, where it is the same as the one that is named; null where there is none or it differs. */
export async function findUnchanged(
  project: ProjectFolder,
  { id, content }: StudySource,
): Promise<Study | null> {
  const present = await findSaved(project, id);
  return present && listChanges(present, withComparison(content, present)).length === 0
    ? present
    : null;
}

/** Saves a study in the project, on top of one of the same id, and says what is changed then. */
export async function keepStudy(
  project: ProjectFolder,
  { id, content }: StudySource,
): Promise<Study> {
  const present = await findSaved(project, id);
  const kept = withComparison(content, present);
  const changes = present ? listChanges(present, kept) : [];
  const saved = await saveStudy(project, kept, { id });
  if (changes.length > 0)
    printToStderr(
      `The study '${id}' of the project is changed in ${joinNames(changes)}; runs that it has already are not made again. Its earlier versions are in studies/.history/${id}.`,
    );
  return saved;
}

async function findSaved(project: ProjectFolder, id: string): Promise<Study | null> {
  if (project.id === '') return null;
  return getStudy(project, id).catch((error: unknown) => {
    if (isOfKind(error, 'notFound')) return null;
    throw error;
  });
}

/** The comparison of a study is made in the window: a file that does not name it keeps it. */
function withComparison(content: StudyContent, present: Study | null): StudyContent {
  const comparisonId = content.comparisonId ?? present?.comparisonId;
  return comparisonId === undefined ? content : { ...content, comparisonId };
}

/** The names of what differs: `axes.training.seed`, `steps`. */
function listChanges(present: Study, content: StudyContent): string[] {
  const before = partsOf({ ...studyContentSchema.strip().parse(present) });
  const after = partsOf({ name: present.name, ...content });
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key),
  );
}

function partsOf({ axes, ...others }: StudyContent): Map<string, string> {
  const entries = [
    ...Object.entries(others).filter(([, value]) => value !== undefined),
    ...Object.entries(axes).map(([path, axis]) => [`axes.${path}`, axis] as const),
  ];
  return new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]));
}

/** Whether it is a file, or a folder that is written as a path: `rates` may be a study beside a folder of that name. */
function isFileOrPath(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile() || /^\.|^\/|[\\/]$/.test(path),
    () => false,
  );
}
