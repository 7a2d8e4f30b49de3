/** Archives: projects, studies, comparisons and runs in one file, to be imported by this program. */
import { countNoun } from './count-noun';

/** What can be archived. */
export const archiveKinds = ['project', 'study', 'comparison', 'runs'] as const;
export type ArchiveKind = (typeof archiveKinds)[number];

/** The ending of the file names. Every program that reads ZIP files opens them. */
export const archiveEnding = '.dni.zip';

/** Whether a file is meant to be an archive, by its name. */
export function isArchiveName(name: string): boolean {
  return name.toLowerCase().endsWith(archiveEnding);
}

/** What a project is made of, in the order in which they refer to each other: a run to its model, a comparison to runs. */
export const itemKinds = [
  'dataset',
  'model',
  'template',
  'reported',
  'study',
  'run',
  'comparison',
] as const;
export type ItemKind = (typeof itemKinds)[number];

/** One thing in a project: a data set, a model, a run. */
export interface ItemKey {
  kind: ItemKind;
  id: string;
}

/** What the kinds are called, of one and of many. */
export const itemNouns: Readonly<Record<ItemKind, readonly [string, string]>> = {
  dataset: ['data set', 'data sets'],
  model: ['model', 'models'],
  template: ['own template', 'own templates'],
  reported: ['source of reported results', 'sources of reported results'],
  study: ['study', 'studies'],
  run: ['run', 'runs'],
  comparison: ['comparison', 'comparisons'],
};

/** What an import does with an item: `present`: the project has it already; `renamed`: something else has its id. */
export const importOutcomes = ['new', 'present', 'renamed'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** `12 runs, 1 study and 2 models`; what is most of interest comes first. */
export function describeItems(items: readonly Pick<ItemKey, 'kind'>[]): string {
  const counts = [...itemKinds].reverse().flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count === 0 ? [] : [countNoun(count, ...itemNouns[kind])];
  });
  const last = counts.pop();
  if (last === undefined) return 'nothing';
  return counts.length > 0 ? `${counts.join(', ')} and ${last}` : last;
}
