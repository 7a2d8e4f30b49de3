import { countNoun } from '#spec/count-noun';
import type { Option } from 'commander';
import type { z } from 'zod';
import { importDataset } from '#data/import/import-dataset';
import { importRequestSchema, type DatasetManifest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { summarizeIssues } from '#spec/explain-issues';
import { formatShape } from '#spec/problems';
import { joinNames, printable } from '#spec/quote';
import { predictsNextRows, splitNames, type Field, type SplitName } from '#spec/task';
import { datasetsDirectory } from '#storage/projects';
import { print, printAll, printToStderr } from './output';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { formatAmount, formatCount, formatTable } from './format';

/** `import`: imports data into a project, which is created only once the data is known to be valid. */
export async function importData(
  request: Record<string, unknown>,
  options: { project?: string; json?: boolean },
  commandOptions: readonly Option[],
): Promise<void> {
  const parsed = parseRequest(importRequestSchema, request, commandOptions);
  const directory = projectDirectory(options.project);
  const existing = await findProject(directory);
  const createFolder = async (): Promise<string> =>
    datasetsDirectory(existing ?? (await findOrCreateProject(directory)));
  const manifest = await importDataset(
    parsed,
    existing ? datasetsDirectory(existing) : createFolder,
    (fraction, message) => {
      if (process.stderr.isTTY)
        printToStderr(fraction === null ? message : `${message} ${Math.round(fraction * 100)} %`);
    },
  );
  if (options.json) {
    print(JSON.stringify(manifest));
    return;
  }
  printAll(describeImport(manifest));
}

/** The request that fits `schema`. Throws `validation` with the option as it is typed, where one does not fit. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  request: Record<string, unknown>,
  options: readonly Option[],
): z.output<Schema> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue) throw parsed.error;
  const [setting] = issue.path;
  const typed =
    options.find((option) => option.attributeName() === setting)?.long ?? String(setting);
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    request,
  );
  throw new WorkbenchError(
    'validation',
    summarizeIssues([{ ...issue, path: [typed] }], { [typed]: value }, schema),
  );
}

/** Lines that say what was imported, what is remarkable, and how a spec refers to it. */
export function describeImport(manifest: DatasetManifest): string[] {
  const { id, format, counts, symbols, fields } = manifest;
  if (format === 'text')
    return [
      `'${id}' is in the project: ${formatAmount(counts.train)} characters to train on (${formatAmount(symbols ?? 0)} different ones), ${formatAmount(counts.validation)} to validate and ${formatAmount(counts.test)} to test.`,
      ...formatRemarks(manifest),
      `Use it with "task": { "kind": "text", "dataset": "${id}" }.`,
    ];
  const fieldTexts = Object.entries(fields).map(
    ([name, field]) => `${name} (${describeField(field, manifest.columns?.[name])})`,
  );
  return [
    `'${id}' is in the project: ${formatParts(counts, 'examples')}.`,
    `Fields: ${fieldTexts.join(', ')}.`,
    ...Object.entries(fields).flatMap(([name, field]) => classLines(manifest, name, field)),
    ...formatRemarks(manifest),
    usage(manifest),
  ];
}

/** `600 examples to train on, 0 to validate and 0 to test` */
export function formatParts(counts: Record<SplitName, number>, unit: string): string {
  return `${formatAmount(counts.train)} ${unit} to train on, ${formatAmount(counts.validation)} to validate and ${formatAmount(counts.test)} to test`;
}

const maxClassesShown = 10;

/** A table of classes with their examples in each part that has some; of many classes the first. */
export function formatClasses(
  classes: readonly { name: string; counts: Record<SplitName, number> }[],
): string[] {
  const parts = splitNames.filter(
    (part) => part === 'train' || classes.some(({ counts }) => counts[part] > 0),
  );
  const rows = classes
    .slice(0, maxClassesShown)
    .map(({ name, counts }) => [
      printable(name, 40),
      ...parts.map((part) => formatAmount(counts[part])),
    ]);
  const more = classes.length - rows.length;
  return [
    ...formatTable(
      [['class', ...parts], ...rows],
      parts.map((_, index) => index + 1),
    ).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ];
}

const maxRemarks = 12;

/** Notes and warnings, a line for each; of very many the first. */
export function formatRemarks({
  notes = [],
  warnings = [],
}: Pick<DatasetManifest, 'notes' | 'warnings'>): string[] {
  const lines = (kind: string, sentences: readonly string[]): string[] => {
    const more = sentences.length - maxRemarks;
    return [
      ...sentences.slice(0, maxRemarks).map((sentence) => `${kind}: ${sentence}`),
      ...(more > 0 ? [`${kind}: There are ${formatCount(more)} more of this kind.`] : []),
    ];
  };
  return [...lines('note', notes), ...lines('warning', warnings)];
}

function describeField(field: Field, columns: readonly string[] | undefined): string {
  if (field.kind === 'label') return countNoun(field.classes, 'class', 'classes');
  const [size = 0, ...others] = field.shape;
  if (others.length > 0) return formatShape(field.shape);
  const names = columns ? `: ${joinNames(columns)}` : '';
  return `${formatCount(size)} ${size === 1 ? 'number' : 'numbers'}${names}`;
}

function classLines({ classCounts }: DatasetManifest, name: string, field: Field): string[] {
  const counts = classCounts?.[name];
  if (field.kind !== 'label' || !counts) return [];
  const classes = Array.from({ length: field.classes }, (_, index) => ({
    name: field.names?.[index] ?? String(index),
    counts: {
      train: counts.train[index] ?? 0,
      validation: counts.validation[index] ?? 0,
      test: counts.test[index] ?? 0,
    },
  }));
  return formatClasses(classes);
}

function usage({ id, format, fields, mixed }: DatasetManifest): string {
  if (predictsNextRows(fields))
    return `Use it with "task": { "kind": "sequence", "dataset": "${id}", "ahead": 1 }: the target of a loss is then "next", the features of the next row.`;
  const areTicks = (format === 'csv' || format === 'npy') && !mixed;
  return `Use it with "task": { "kind": "dataset", "dataset": "${id}" }${areTicks ? ', or of kind "sequence" where its rows follow each other in time' : ''}.`;
}
