/** Which parts of a project belong into an archive of it, of a study, of a comparison, or of some runs. */
import { join } from 'node:path';
import { countNoun } from '#spec/count-noun';
import { datasetManifestSchema } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { isEnded, type Run } from '#spec/run';
import { listNames } from '#files/list-names';
import { listComparisons } from '#storage/comparisons';
import { listModels } from '#storage/models';
import { listOwnTemplates } from '#storage/own-templates';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { listReported } from '#storage/reported';
import { listStudies } from '#storage/studies';
import { describeUnreadable, readVersionedJson, type Listing } from '#storage/versioned-json';
import { type ItemKey, type ItemKind } from '#spec/archive';
import { keyText } from './layout';
import type { ArchivedItem } from './manifest';
import { usesOf } from './references';

/** What an archive is of. */
export type ArchiveSubject =
  | { kind: 'project' }
  | { kind: 'study'; id: string }
  /** With the runs that it shows, those that its filter finds too. */
  | { kind: 'comparison'; id: string; runIds: readonly string[] }
  | { kind: 'runs'; runIds: readonly string[] };

export interface ChosenItems {
  /** What the archive is called in messages. */
  name: string;
  items: ArchivedItem[];
  /** What is left out, and why, a sentence each. */
  notes: string[];
}

/** What an item brings along, beside the data sets that it uses. */
const bringsAlong: Readonly<Record<ItemKind, readonly ItemKind[]>> = {
  dataset: [],
  model: ['dataset'],
  template: ['dataset'],
  reported: [],
  study: ['model', 'comparison'],
  // The run that it continues, whose curves its charts show.
  run: ['run', 'dataset'],
  comparison: ['reported'],
};

/**
 * Chooses what goes into an archive. `runs`: all of the project, with the status that is true now. Throws `notFound`
 * where something is not there, `conflict` where all runs are being trained.
 */
export async function chooseItems(
  project: ProjectFolder,
  subject: ArchiveSubject,
  { runs, data }: { runs: Listing<Run>; data: boolean },
): Promise<ChosenItems> {
  const { all, problems } = await listItems(project, runs);
  const items = closeOver(all, beginWith(subject, all, runs.items), data);
  const chosenRuns = new Set(items.flatMap(({ kind, id }) => (kind === 'run' ? [id] : [])));
  const busy = runs.items.filter(({ id, status }) => chosenRuns.has(id) && !isEnded(status));
  const busyIds = new Set(busy.map(({ id }) => id));
  const left = items.filter(({ kind, id }) => kind !== 'run' || !busyIds.has(id));
  if (subject.kind === 'runs' && !left.some(({ kind }) => kind === 'run')) throw atWork(busy);
  const notes = [
    ...(subject.kind === 'project' ? problems.map(describeUnreadable) : []),
    ...(busy.length > 0 ? [describeBusy(busy)] : []),
  ];
  return { name: nameOf(project, subject, all), items: left, notes };
}

type Items = ReadonlyMap<string, ArchivedItem>;

async function listItems(
  project: ProjectFolder,
  runs: Listing<Run>,
): Promise<{ all: Items; problems: Listing<unknown>['problems'] }> {
  const models = await listModels(project);
  const templates = await listOwnTemplates(project);
  const reported = await listReported(project);
  const studies = await listStudies(project);
  const comparisons = await listComparisons(project);
  const datasets = await listDatasets(project);
  const items: ArchivedItem[] = [
    ...datasets.items,
    ...models.items.map(({ id, spec }) => ({
      ...{ kind: 'model' as const, id, name: spec.name },
      uses: usesOf('model', spec),
    })),
    ...templates.items.map(({ id, spec }) => ({
      ...{ kind: 'template' as const, id, name: spec.name },
      uses: usesOf('template', spec),
    })),
    ...reported.items.map(({ id, name }) => ({ kind: 'reported' as const, id, name, uses: [] })),
    ...studies.items.map((study) => ({
      ...{ kind: 'study' as const, id: study.id, name: study.name },
      uses: usesOf('study', study),
    })),
    ...runs.items.map((run) => ({
      ...{ kind: 'run' as const, id: run.id, name: run.name },
      uses: usesOf('run', run),
    })),
    ...comparisons.items.map((comparison) => ({
      ...{ kind: 'comparison' as const, id: comparison.id, name: comparison.name },
      uses: usesOf('comparison', { version: 1, ...comparison }),
    })),
  ];
  return {
    all: new Map(items.map((item) => [keyText(item), item])),
    problems: [datasets, models, templates, reported, studies, runs, comparisons].flatMap(
      (listing) => listing.problems,
    ),
  };
}

async function listDatasets(project: ProjectFolder): Promise<Listing<ArchivedItem>> {
  const directory = datasetsDirectory(project);
  const listing: Listing<ArchivedItem> = { items: [], problems: [] };
  for (const id of (await listNames(directory)).filter((name) => /^[a-z0-9]/.test(name)).sort()) {
    const path = join(directory, id, 'manifest.json');
    try {
      const { name } = await readVersionedJson(path, datasetManifestSchema);
      listing.items.push({ kind: 'dataset', id, name, uses: [] });
    } catch (error) {
      listing.problems.push({ path, message: messageOf(error) });
    }
  }
  return listing;
}

function beginWith(subject: ArchiveSubject, all: Items, runs: readonly Run[]): ItemKey[] {
  const run = (id: string): ItemKey => ({ kind: 'run', id });
  if (subject.kind === 'project') return [...all.values()];
  if (subject.kind === 'runs') return subject.runIds.map(run);
  const own = { kind: subject.kind, id: subject.id };
  const runIds =
    subject.kind === 'comparison'
      ? subject.runIds
      : runs.flatMap(({ id, study }) => (study?.id === subject.id ? [id] : []));
  const missing = [own].find((key) => !all.has(keyText(key)));
  if (missing)
    throw new WorkbenchError(
      'notFound',
      `There is no ${missing.kind} ${quote(missing.id)} in this project.`,
    );
  return [own, ...runIds.map(run)];
}

/** These items and what they bring along, as far as it is there. */
function closeOver(all: Items, first: readonly ItemKey[], data: boolean): ArchivedItem[] {
  const chosen = new Map<string, ArchivedItem>();
  const waiting = [...first];
  for (let key = waiting.pop(); key; key = waiting.pop()) {
    const item = all.get(keyText(key));
    if (!item || chosen.has(keyText(key)) || (item.kind === 'dataset' && !data)) continue;
    chosen.set(keyText(item), item);
    waiting.push(...item.uses.filter(({ kind }) => bringsAlong[item.kind].includes(kind)));
  }
  return [...all.values()].filter((item) => chosen.has(keyText(item)));
}

function nameOf(project: ProjectFolder, subject: ArchiveSubject, all: Items): string {
  if (subject.kind === 'project') return project.name;
  if (subject.kind !== 'runs') return all.get(keyText(subject))?.name ?? subject.id;
  const [first = '', ...others] = subject.runIds;
  return others.length > 0
    ? `${countNoun(subject.runIds.length, 'run')} of ${project.name}`
    : (all.get(keyText({ kind: 'run', id: first }))?.name ?? first);
}

function describeBusy(busy: readonly Run[]): string {
  const [first] = busy;
  return busy.length === 1
    ? `The run ${quote(first?.id ?? '')} is left out, since it is being trained: archive it when it has ended.`
    : `${countNoun(busy.length, 'run')} are left out, since they are being trained: archive them when they have ended.`;
}

function atWork(busy: readonly Run[]): WorkbenchError {
  const [first] = busy;
  return first
    ? new WorkbenchError(
        'conflict',
        `The run ${quote(first.id)} is being trained, and its files change: archive it when it has ended, or stop it.`,
      )
    : new WorkbenchError('notFound', 'None of these runs is in the project any more.');
}
