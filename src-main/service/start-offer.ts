/** What the start page offers to do with a file or folder. Nothing is written, and of data only the beginnings are read. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StartOffer } from '#api/start';
import { checkBeginning, readColumns } from '#data/import/check-beginning';
import { guessImport } from '#data/import/guess-import';
import { fullPath } from '#files/full-path';
import { readBytes } from '#files/read-bytes';
import { isEventFile } from '#exchange/tensorboard/read-event-files';
import { archiveEnding, isArchiveName } from '#spec/archive';
import { importRequestSchema, type TableRequest } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { parseExperiment } from '#spec/parse-experiment';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';
import { slug } from '#storage/names';
import { isProjectGone, openProject } from '#storage/projects';

/** A model takes a few kilobytes. */
const maxModelBytes = 8e6;
/** Folders below the chosen one in which event files are looked for. */
const eventDepth = 2;
const maxName = 200;

/** Throws WorkbenchError with one sentence where nothing can be made of it. */
export async function offerFor(given: string): Promise<StartOffer> {
  const path = fullPath(given);
  const file = basename(path);
  const stats = await stat(path).catch(() => null);
  if (!stats)
    throw new WorkbenchError('notFound', `There is no folder and no file ${quote(path)}.`);
  if (stats.isDirectory()) {
    if (!(await isProjectGone(path)))
      return { kind: 'project', path, name: (await openProject(path)).name };
    if (await hasEventFiles(path, eventDepth)) return { kind: 'curves', path, name: nameOf(file) };
  } else {
    if (isArchiveName(file))
      return { kind: 'archive', path, name: nameOf(file.slice(0, -archiveEnding.length)) };
    if (isEventFile(file)) return { kind: 'curves', path, name: nameOf(file) };
    if (/\.json$/i.test(file)) return readModel(path);
  }
  const { found, source } = await guessImport(path);
  const name = nameOf(stats.isDirectory() ? file : file.replace(/(\.[a-z]+)?(\.gz)?$/i, ''));
  const id =
    slug(name)
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'data';
  const request = importRequestSchema.parse({ ...source, id, name });
  await checkBeginning(request);
  const columns = request.format === 'csv' ? await findPredictable(request) : null;
  return { kind: 'data', name, found, request, columns };
}

/** A number with at most so many different values is taken for a class, as the Data view does. */
const maxProposedClasses = 20;
const maxChoices = 1000;
const targetNames = /^(label|labels|class|classes|category|target|outcome|species|y)$/i;

/**
 * The columns that can be predicted, and the one that looks like it: by its name, classes before numbers since `y` is also a
 * coordinate, or the only text.
 */
async function findPredictable(
  request: TableRequest,
): Promise<Extract<StartOffer, { kind: 'data' }>['columns']> {
  const columns = await readColumns(request);
  const list = columns
    .filter(({ kind, distinct }) => kind !== 'empty' && (kind !== 'text' || distinct !== null))
    .map(({ name, kind, distinct }) => {
      const isClass = kind === 'text' || (distinct !== null && distinct.size <= maxProposedClasses);
      return { name, role: isClass ? ('label' as const) : ('value' as const) };
    });
  if (list.length === 0)
    throw new WorkbenchError(
      'validation',
      `${quote(basename(request.file))} has no column of numbers or of classes that could be predicted.`,
    );
  const texts = columns.filter(({ kind, distinct }) => kind === 'text' && distinct !== null);
  const named = list.filter(({ name }) => targetNames.test(name));
  const proposed = [
    named.find(({ role }) => role === 'label'),
    texts.length === 1 ? texts[0] : undefined,
    named.find(({ name }) => !/^y$/i.test(name)) ?? named[0],
  ].find((column) => column !== undefined);
  // One of thousands is not chosen from a list: the proposed column and the first ones are left.
  const chosen = list.filter(({ name }, at) => at < maxChoices || name === proposed?.name);
  return { list: chosen, proposed: proposed?.name ?? null };
}

const nameOf = (name: string): string => name.slice(0, maxName) || 'Project';

async function readModel(path: string): Promise<StartOffer> {
  const name = quote(basename(path));
  const invalid = (clause: string): WorkbenchError =>
    new WorkbenchError('validation', `${name} ${clause}`);
  const bytes = await readBytes(path, maxModelBytes);
  let value: unknown;
  try {
    value = parseJson(bytes.toString('utf8'));
  } catch (error) {
    throw invalid(`is damaged: ${messageOf(error)}.`);
  }
  const { experiment, problems } = parseExperiment(value);
  if (experiment) return { kind: 'model', name: nameOf(experiment.name), spec: experiment };
  const [first] = problems;
  throw invalid(`cannot be read as a model. ${first?.message ?? ''} ${first?.remedy ?? ''}`.trim());
}

async function hasEventFiles(folder: string, depth: number): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile() && isEventFile(entry.name))) return true;
  if (depth === 0) return false;
  for (const entry of entries)
    if (entry.isDirectory() && (await hasEventFiles(join(folder, entry.name), depth - 1)))
      return true;
  return false;
}
