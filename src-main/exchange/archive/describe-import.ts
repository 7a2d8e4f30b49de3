import { join } from 'node:path';
import { describeItems, itemNouns } from '#spec/archive';
import { joinNames, quote } from '#spec/quote';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import type { ArchivedItem } from './manifest';
import type { PlannedItem } from './plan-import';
import { statOrNull } from './source-files';

/** Renamed items that are named one by one. */
const maxNamed = 10;

/** What an import has done, or would do: `3 runs and 1 study`, and notes, a sentence each. */
export function describeImport(items: readonly PlannedItem[]): {
  content: string;
  notes: string[];
} {
  const of = (outcome: PlannedItem['outcome']): PlannedItem[] =>
    items.filter((item) => item.outcome === outcome);
  const [present, renamed] = [of('present'), of('renamed')];
  const notes = renamed.slice(0, maxNamed).map(({ kind, id, newId }) => {
    const [noun] = itemNouns[kind];
    return `Another ${noun} has the id ${quote(id)}: the one from the archive is ${quote(newId)}.`;
  });
  const more = renamed.length - maxNamed;
  if (more > 0) notes.push(`${more.toLocaleString('en')} more get a new id in the same way.`);
  return {
    content: describeItems(items.filter(({ outcome }) => outcome !== 'present')),
    notes: [...describePresent(present), ...notes],
  };
}

function describePresent(present: readonly PlannedItem[]): string[] {
  if (present.length === 0) return [];
  const verbs =
    present.length === 1
      ? 'is there already and stays as it is'
      : 'are there already and stay as they are';
  return [`With the same content, ${describeItems(present)} ${verbs}.`];
}

/** The data sets that items refer to and that are neither among them nor in the project, in a sentence. */
export async function describeMissingData(
  items: readonly ArchivedItem[],
  project: ProjectFolder | null,
): Promise<string[]> {
  const inside = new Set(items.flatMap(({ kind, id }) => (kind === 'dataset' ? [id] : [])));
  const used = new Set(
    items.flatMap(({ uses }) => uses.flatMap(({ kind, id }) => (kind === 'dataset' ? [id] : []))),
  );
  const missing: string[] = [];
  for (const id of used) {
    const manifest = project && join(datasetsDirectory(project), id, 'manifest.json');
    if (!inside.has(id) && !(manifest && (await statOrNull(manifest)))) missing.push(quote(id));
  }
  if (missing.length === 0) return [];
  return [
    `The archive does not have the data that its runs were trained on: ${joinNames(missing)}. Import or fetch ${missing.length === 1 ? 'it' : 'them'} to train on.`,
  ];
}
