import { parseReportedCurves } from '#analysis/reported/parse-curve';
import { withoutKnown } from '#analysis/reported/known-entries';
import { parseReportedTable } from '#analysis/reported/parse-table';
import { nameSource } from '#analysis/reported/reported-figures';
import { writeReported } from '#analysis/reported/reported-format';
import type { WrittenUnit } from '#analysis/reported/unit';
import { isFraction } from '#analysis/format-value';
import { maxJsonBytes } from '#files/read-json-text';
import { readBytes } from '#files/read-bytes';
import { findClosestMatch } from '#spec/closest-match';
import { comparisonContentSchema, type Comparison } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { quote } from '#spec/quote';
import {
  isBundled,
  reportedContentSchema,
  type ReportedAxis,
  type ReportedEntry,
  type ReportedSource,
  type SpreadKind,
} from '#spec/reported';
import { listComparisons, saveComparison } from '#storage/comparisons';
import { openProject, type ProjectFolder } from '#storage/projects';
import { deleteReported, listBundledReported, listReported, saveReported } from '#storage/reported';
import { describeUnreadable, readGivenJson } from '#storage/versioned-json';
import { z } from 'zod';
import { inProject, projectDirectory } from './find-project';
import { formatTable } from './format';
import { print, printAll, printToStderr } from './output';
import { resources } from './program-paths';

export interface AddReportedOptions {
  metric?: string;
  source?: string;
  place?: string;
  url?: string;
  label?: string;
  x?: ReportedAxis;
  unit?: WrittenUnit;
  spread?: SpreadKind;
  comparison?: string;
  project?: string;
  json?: boolean;
}

export interface ListReportedOptions {
  project?: string;
  json?: boolean;
}

/** `reported add`: saves the results of a file as a source, or as more entries of one that is there. */
export async function addReported(file: string, options: AddReportedOptions): Promise<void> {
  await inProject(projectDirectory(options.project), (project) => addTo(project, file, options));
}

async function addTo(
  project: ProjectFolder,
  file: string,
  options: AddReportedOptions,
): Promise<void> {
  // Before anything is saved.
  const comparison =
    options.comparison === undefined ? null : await findComparison(project, options.comparison);
  const { source, added } = file.toLowerCase().endsWith('.json')
    ? await addFile(project, file)
    : await addText(project, file, options);
  if (comparison) await showIn(project, comparison, source, added);
  if (options.json) {
    print(JSON.stringify({ ...source, added: added.map(({ id }) => id) }));
    return;
  }
  printAll([
    `${source.id}: ${countNoun(added.length, 'entry', 'entries')} of ${nameSource(source)}`,
    ...formatTable(added.map((entry) => ['', entry.label, entry.metric, describe(source, entry)])),
  ]);
}

interface Added {
  source: ReportedSource;
  added: readonly ReportedEntry[];
}

async function addFile(project: ProjectFolder, file: string): Promise<Added> {
  const schema = reportedContentSchema.extend({ version: z.literal(formatVersion) });
  const content = await readGivenJson(file, schema);
  const source = await saveReported(project, reportedContentSchema.strip().parse(content));
  return { source, added: source.entries };
}

async function addText(
  project: ProjectFolder,
  file: string,
  { metric, source: name, place, url, label, x, unit, spread }: AddReportedOptions,
): Promise<Added> {
  if (metric === undefined || name === undefined)
    throw new WorkbenchError(
      'validation',
      'Say what the numbers are and who has published them, by --metric test/error --source "Jaderberg et al. 2017".',
    );
  const text = new TextDecoder().decode(await readBytes(file, maxJsonBytes));
  const present = (await listReported(project)).items.find(
    (one) => one.id === name || one.name === name,
  );
  const taken = present?.entries.map(({ id }) => id) ?? [];
  const parsed =
    x === undefined
      ? parseReportedTable(text, { metric, unit, spread, taken, label })
      : parseReportedCurves(text, { metric, unit, x, taken, label: label ?? name });
  if (unit === undefined && isFraction(metric))
    printToStderr(
      `note: the numbers are taken for ${parsed.unit === 'percent' ? 'percent' : 'fractions of 1'}; --unit says otherwise.`,
    );
  const known = present?.entries ?? [];
  const fresh = withoutKnown<ReportedEntry>(parsed.entries, known);
  const doubled = parsed.entries.length - fresh.length;
  if (doubled > 0)
    printToStderr(
      `note: ${quote(present?.name ?? name)} has ${doubled.toLocaleString('en')} of these entries already: not added again.`,
    );
  const citation = present?.citation ?? reportedContentSchema.shape.citation.parse(undefined);
  const source = await saveReported(
    project,
    {
      id: present?.id,
      name: present?.name ?? name,
      citation: { ...citation, url: url ?? citation.url },
      place: place ?? present?.place,
      notes: present?.notes,
      entries: [...known, ...fresh],
    },
    present?.revision,
  );
  return { source, added: source.entries.filter(({ id }) => !taken.includes(id)) };
}

async function findComparison(project: ProjectFolder, name: string): Promise<Comparison> {
  const { items } = await listComparisons(project);
  const found = items.find(({ id }) => id === name) ?? items.find((one) => one.name === name);
  if (found) return found;
  const closest = findClosestMatch(
    name,
    items.flatMap((one) => [one.id, one.name]),
  );
  throw new WorkbenchError(
    'notFound',
    `The project has no comparison ${quote(name)}.${closest ? ` Did you mean ${quote(closest)}?` : ''}`,
  );
}

async function showIn(
  project: ProjectFolder,
  comparison: Comparison,
  source: ReportedSource,
  added: readonly ReportedEntry[],
): Promise<void> {
  const { id, revision } = comparison;
  const content = comparisonContentSchema.strip().parse(comparison);
  const shown = content.references.find((reference) => reference.source === source.id);
  const entries = [...new Set([...(shown?.entries ?? []), ...added.map(({ id }) => id)])];
  const others = content.references.filter((reference) => reference !== shown);
  const references = [...others, { source: source.id, entries }];
  await saveComparison(project, { ...content, id, references }, revision);
}

/** `reported list`: the entries of all sources. */
export async function listAllReported({ project, json }: ListReportedOptions): Promise<void> {
  const { items, problems } = await listReported(await openProject(projectDirectory(project)));
  const sources = [...items, ...(await listBundledReported(resources))];
  for (const problem of problems) printToStderr(describeUnreadable(problem));
  if (json) {
    print(JSON.stringify(sources));
    return;
  }
  const rows = sources.flatMap((source) =>
    source.entries.map((entry) => [
      source.id,
      source.name,
      entry.label,
      entry.metric,
      describe(source, entry),
    ]),
  );
  printAll(formatTable([['source', 'name', 'label', 'metric', 'value'], ...rows]));
}

function describe(source: ReportedSource, entry: ReportedEntry): string {
  return entry.kind === 'value'
    ? writeReported({ source, entry })
    : `${countNoun(entry.points.length, 'point')} over ${entry.x}`;
}

/** `reported remove`: moves a source to the trash. */
export async function removeReported(
  id: string,
  { project: directory, json }: ListReportedOptions,
): Promise<void> {
  if (isBundled({ id }))
    throw new WorkbenchError(
      'validation',
      `${quote(id)} comes with the program and cannot be removed. Leave it out of a comparison instead.`,
    );
  const project = await openProject(projectDirectory(directory));
  const trashId = await deleteReported(project, id);
  print(
    json ? JSON.stringify({ id, trashId }) : `${id} is in the trash of the project for 30 days.`,
  );
}
