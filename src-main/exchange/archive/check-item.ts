/**
 * What the files of an item must hold. It is checked when an archive is written, so that every archive can be imported,
 * and again when one is imported.
 */
import { z } from 'zod';
import { parseRunFilter } from '#analysis/run-filter';
import { comparisonContentSchema } from '#spec/comparison';
import { datasetManifestSchema } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { experimentSchema, formatVersion } from '#spec/experiment';
import { parseJson } from '#spec/parse-json';
import { reportedContentSchema } from '#spec/reported';
import { runSchema } from '#spec/run';
import { studyContentSchema } from '#spec/study';
import { evaluationsFileSchema } from '#storage/evaluations';
import { metricIndexSchema } from '#storage/metric-files';
import { keptModelsSchema } from '#storage/study-models';
import { parseVersionedJson } from '#storage/versioned-json';
import { type ItemKey, type ItemKind } from '#spec/archive';

/** The text of a file, by its path in the archive. */
export type ReadText = (path: string) => Promise<string>;

const version = z.literal(formatVersion);

/** The schema of the file that makes the item what it is, by kind. */
const schemas = {
  dataset: datasetManifestSchema,
  model: experimentSchema,
  template: experimentSchema,
  reported: reportedContentSchema.extend({ version }),
  study: studyContentSchema,
  run: runSchema,
  comparison: comparisonContentSchema.extend({ version }),
} satisfies Record<ItemKind, z.ZodType>;

/** The content of the main file of an item. */
export type ContentOf<K extends ItemKind> = z.output<(typeof schemas)[K]>;

const mainPaths: Readonly<Record<ItemKind, (id: string) => string>> = {
  dataset: (id) => `datasets/${id}/manifest.json`,
  model: (id) => `models/${id}.json`,
  template: (id) => `templates/${id}.json`,
  reported: (id) => `reported/${id}.json`,
  study: (id) => `studies/${id}.json`,
  run: (id) => `runs/${id}/run.json`,
  comparison: (id) => `comparisons/${id}.json`,
};

/** The file that makes the item what it is. */
export function mainPath({ kind, id }: ItemKey): string {
  return mainPaths[kind](id);
}

export function keptModelsPath(studyId: string): string {
  return `studies/.models/${studyId}.json`;
}

export function recordPath(studyId: string): string {
  return `studies/.runs/${studyId}.jsonl`;
}

export function parseContent<K extends ItemKind>(
  kind: K,
  path: string,
  text: string,
): ContentOf<K> {
  return parseVersionedJson(path, text, schemas[kind]) as ContentOf<K>;
}

/** Throws `validation` where a file of the item is missing or does not fit its format. */
export async function checkItem(
  key: ItemKey,
  paths: readonly string[],
  readText: ReadText,
): Promise<void> {
  const main = mainPath(key);
  if (!paths.includes(main)) throw lacking(main);
  parseContent(key.kind, main, await readText(main));
  for (const path of paths) await checkFile(path, paths, readText);
}

/**
 * Throws `validation` where a comparison has a filter that is none: the program writes no such one. In a project it may
 * stand nevertheless, written by hand, which must not hinder the export of the rest.
 */
export async function checkFilter(key: ItemKey, readText: ReadText): Promise<void> {
  if (key.kind !== 'comparison') return;
  const path = mainPath(key);
  const { filter } = parseContent('comparison', path, await readText(path));
  const { error } = parseRunFilter(filter ?? '');
  if (error !== null)
    throw new WorkbenchError('validation', `'${path}' has a filter that is none. ${error}`);
}

async function checkFile(path: string, paths: readonly string[], read: ReadText): Promise<void> {
  if (path.startsWith('studies/.models/'))
    parseVersionedJson(path, await read(path), keptModelsSchema);
  else if (/^runs\/[^/]+\/metrics\.json$/.test(path)) {
    const { files } = parseVersionedJson(path, await read(path), metricIndexSchema);
    for (const file of Object.values(files)) {
      const curve = path.replace(/\.json$/, `/${file}`);
      if (!paths.includes(curve)) throw lacking(curve);
    }
  } else if (path.startsWith('runs/') && path.endsWith('/evaluations.json'))
    parseVersionedJson(path, await read(path), evaluationsFileSchema);
  else if (path.startsWith('runs/') && path.endsWith('/state.json'))
    assertJson(path, await read(path));
}

/** The engine checks the state of a checkpoint when it uses it. */
function assertJson(path: string, text: string): void {
  try {
    parseJson(text);
  } catch (error) {
    throw new WorkbenchError('validation', `'${path}' is damaged, ${messageOf(error)}.`);
  }
}

function lacking(path: string): WorkbenchError {
  return new WorkbenchError('validation', `'${path}' is missing.`);
}
