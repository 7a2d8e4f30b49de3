/**
 * What an import would do: what comes, what is there already, and what gets another id, because something else has its
 * own. It changes nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { readJsonText } from '#files/read-json-text';
import { WorkbenchError } from '#spec/errors';
import type { Run } from '#spec/run';
import { freeName } from '#spec/taken-name';
import { placeRun } from '#storage/copied-run';
import { uniqueName } from '#storage/names';
import type { ProjectFolder } from '#storage/projects';
import { mainPath, parseContent, type ContentOf, type ReadText } from './check-item';
import { itemKinds, type ItemKey, type ItemKind, type ImportOutcome } from '#spec/archive';
import { keyText, placeOf } from './layout';
import type { ArchivedFile, ArchivedItem, ArchiveManifest } from './manifest';
import { mapReferences, type Resolve } from './references';
import { statOrNull } from './source-files';
import { withoutKeys } from './without-keys';

/** An item of an archive, and what becomes of it. */
export interface PlannedItem extends ArchivedItem {
  outcome: ImportOutcome;
  newId: string;
  newName: string;
}

export interface ImportPlan {
  items: PlannedItem[];
  /** The content of the main file of an item that comes, as it is to be in the project. */
  finalContent<K extends ItemKind>(
    item: PlannedItem & { kind: K },
    content: ContentOf<K>,
  ): ContentOf<K>;
  /** The id in the project of what the archive, or the project itself, has. */
  resolve: Resolve;
  /** When the project was made. */
  project: string;
}

/** `readText`: of a file of the archive. Throws `unavailable` where the project cannot be read. */
export async function planImport(
  project: ProjectFolder,
  manifest: ArchiveManifest,
  readText: ReadText,
): Promise<ImportPlan> {
  const isSameProject = manifest.project.created === project.created;
  const planned = new Map<string, PlannedItem>();
  const resolve: Resolve = (key) =>
    planned.get(keyText(key))?.newId ?? (isSameProject ? key.id : null);
  const finalContent: ImportPlan['finalContent'] = (item, content) =>
    renamed(
      mapReferences(item.kind, placed(item, content, manifest), {
        resolve,
        project: project.created,
      }),
      item,
    );
  const files = filesOfItems(manifest.files);
  // In the order in which they refer to each other, so that what an item refers to is known.
  for (const kind of itemKinds) {
    const taken = new Set((await takenIds(project, kind)).map((id) => id.toLowerCase()));
    const names = await takenNames(project, kind);
    for (const item of manifest.items.filter((one) => one.kind === kind)) {
      const itemFiles = files.get(keyText(item)) ?? [];
      const unchanged = { ...item, newId: item.id, newName: item.name };
      const isThere = await isPresent(project, unchanged, {
        files: itemFiles,
        readText,
        finalContent,
      });
      const newName = isThere ? item.name : freeName(item.name, names);
      const isTaken = taken.has(item.id.toLowerCase());
      const newId = isThere || !isTaken ? item.id : freeId(item, taken);
      taken.add(newId.toLowerCase());
      const outcome = isThere ? 'present' : isTaken ? 'renamed' : 'new';
      planned.set(keyText(item), { ...item, outcome, newId, newName });
    }
  }
  return { items: [...planned.values()], finalContent, resolve, project: project.created };
}

/** The files of each item. */
export function filesOfItems(files: readonly ArchivedFile[]): Map<string, ArchivedFile[]> {
  const byItem = new Map<string, ArchivedFile[]>();
  for (const file of files) {
    const place = placeOf(file.path);
    if (!place) continue;
    const key = keyText(place.key);
    const own = byItem.get(key);
    if (own) own.push(file);
    else byItem.set(key, [file]);
  }
  return byItem;
}

/** A run as it stood in its project: in a folder that was copied by hand it belongs to no study. */
function placed<K extends ItemKind>(
  { kind, id }: ItemKey,
  content: ContentOf<K>,
  { project }: ArchiveManifest,
): ContentOf<K> {
  return kind === 'run' ? (placeRun(project, id, content as Run) as ContentOf<K>) : content;
}

function renamed<K extends ItemKind>(
  content: ContentOf<K>,
  { kind, newId, newName }: PlannedItem,
): ContentOf<K> {
  if (kind === 'run') return { ...content, id: newId };
  if (kind === 'dataset') return { ...content, id: newId };
  const { name } = content as { name?: string };
  return name === undefined || name === newName ? content : { ...content, name: newName };
}

interface Compared {
  files: readonly ArchivedFile[];
  readText: ReadText;
  finalContent: ImportPlan['finalContent'];
}

/** Whether the project has the item already, with the same content. */
async function isPresent(
  project: ProjectFolder,
  item: Omit<PlannedItem, 'outcome'>,
  { files, readText, finalContent }: Compared,
): Promise<boolean> {
  const { kind } = item;
  const main = mainPath(item);
  const own = await readOwn(project, item, main);
  if (own === null) return false;
  const theirs = finalContent(
    { ...item, outcome: 'present' },
    parseContent(kind, main, await readText(main)),
  );
  if (!isDeepStrictEqual(comparable(kind, theirs), comparable(kind, own))) return false;
  if (kind !== 'run' && kind !== 'dataset') return true;
  for (const { path, bytes, sha256 } of files) {
    if (path === main || path.endsWith('/log.jsonl')) continue;
    if (!(await hasContent(join(project.directory, path), bytes, sha256))) return false;
  }
  return true;
}

/** Null where the project has no such item, or a damaged one. */
async function readOwn<K extends ItemKind>(
  project: ProjectFolder,
  key: ItemKey & { kind: K },
  path: string,
): Promise<ContentOf<K> | null> {
  try {
    const text = await readJsonText(join(project.directory, path));
    const content = parseContent(key.kind, path, text);
    return key.kind === 'run'
      ? (placeRun(project, key.id, content as Run) as ContentOf<K>)
      : content;
  } catch (error) {
    if (error instanceof WorkbenchError && error.kind !== 'unavailable') return null;
    throw error;
  }
}

/** What users note about a run, and what follows from other things: two runs that differ in this alone are the same. */
const notCompared = {
  run: ['name', 'notes', 'tags', 'archived', 'color', 'selected', 'copyOf', 'pid'],
  // Which comparison shows a study is no part of its question.
  study: ['comparisonId'],
  ...{ dataset: [], model: [], template: [], reported: [], comparison: [] },
} as const satisfies Record<ItemKind, readonly string[]>;

/** What two items of the kind are compared by. JSON leaves out what is undefined, as files do. */
function comparable(kind: ItemKind, content: object): unknown {
  return JSON.parse(JSON.stringify(withoutKeys(content, notCompared[kind])));
}

async function hasContent(path: string, bytes: number, sha256: string): Promise<boolean> {
  const stats = await statOrNull(path);
  if (!stats?.isFile() || stats.size !== bytes) return false;
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  } catch (error) {
    throw fileError('read', path, error);
  }
  return hash.digest('hex') === sha256;
}

/** The folders of a project in which a name stands for an item of the kind. What a deleted study has kept is its own. */
const idFolders: Readonly<Record<ItemKind, readonly string[]>> = {
  dataset: ['datasets'],
  model: ['models', 'models/.history'],
  template: ['templates'],
  reported: ['reported'],
  study: ['studies', 'studies/.history', 'studies/.models', 'studies/.runs'],
  run: ['runs'],
  comparison: ['comparisons'],
};

async function takenIds({ directory }: ProjectFolder, kind: ItemKind): Promise<string[]> {
  const isFolder = kind === 'run' || kind === 'dataset';
  const names = await Promise.all(
    idFolders[kind].map((folder) => listNames(join(directory, folder))),
  );
  return names.flat().map((name) => (isFolder ? name : name.replace(/\.jsonl?$/, '')));
}

/** The names by which users tell items of the kind apart; runs and data sets may have the same. */
async function takenNames({ directory }: ProjectFolder, kind: ItemKind): Promise<string[]> {
  const [folder] = idFolders[kind];
  if (kind === 'run' || kind === 'dataset' || folder === undefined) return [];
  const files = (await listNames(join(directory, folder))).filter((name) => name.endsWith('.json'));
  const names = await Promise.all(
    files.map(async (file) => {
      const path = `${folder}/${file}`;
      const text = await readJsonText(join(directory, path)).catch(() => '');
      try {
        return (
          (parseContent(kind, path, text) as { name?: string }).name ??
          file.slice(0, -'.json'.length)
        );
      } catch {
        return null;
      }
    }),
  );
  return names.filter((name) => name !== null);
}

function freeId({ kind, id }: ItemKey, taken: ReadonlySet<string>): string {
  return uniqueName(kind === 'dataset' ? id.slice(0, 55) : id, taken);
}
