import { parseMetricField } from '#analysis/run-field';
import { toLatex } from '#analysis/tables/latex';
import { toMarkdown } from '#analysis/tables/markdown';
import {
  compareSaved,
  findComparedField,
  type ReportedBeside,
} from '#analysis/tables/saved-comparison';
import { statisticsCsv, statisticsTable } from '#analysis/tables/statistics-table';
import { reportedOfStudy, studyCsv, studyTable, usualNames } from '#analysis/tables/study-table';
import type { TextTable } from '#analysis/tables/text-table';
import { readReportedBeside } from '#service/reported-sources';
import { unknownMetric } from '#exchange/choose-metrics';
import { assertTarget } from '#exchange/export-target';
import { writeFileInParts } from '#files/file-output';
import type { Comparison } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';
import type { Study } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { resolve } from 'node:path';
import type { TableFormat, TableKind } from './export-choices';
import { resultsOfComparison } from './export-results';
import type { ExportSource } from './export-source';
import { resources } from './program-paths';
import { print, printText, printToStderr } from './output';
import { readSavedStudy } from './read-saved-study';

export interface TableExport {
  format: TableFormat;
  /** The file; without one the table is printed. */
  out?: string;
  metric?: string[];
  overwrite?: boolean;
  reported?: boolean;
  /** Of a comparison: that of one metric with its statistics, or that of several metrics. Default: the first. */
  table?: TableKind;
  json?: boolean;
}

interface Table {
  text: TextTable;
  csv: string;
  /** What the table does not have, a sentence each. */
  leftOut: string[];
}

/** Writes the table of a study or of a comparison. */
export async function exportTable(
  project: ProjectFolder,
  source: ExportSource,
  { out, overwrite = false, json, ...asked }: TableExport,
): Promise<void> {
  const { kind, id, name } = source;
  const { format } = asked;
  const table = await readTable(project, source, asked);
  const text = writeTable(table, format, id);
  for (const note of table.leftOut) printToStderr(`note: ${note}`);
  const path = out === undefined ? null : await writeText(resolve(out), text, overwrite);
  if (json)
    print(JSON.stringify({ kind, id, name, format, path, ...(path === null ? { text } : {}) }));
  else if (path === null) printText(text);
  else print(`${path}: ${countNoun(table.text.rows.length, 'group')}`);
}

async function readTable(
  project: ProjectFolder,
  { kind, id, content, runs }: ExportSource,
  { format, metric = [], reported = false, table: which = 'statistics' }: TableExport,
): Promise<Table> {
  if (!content)
    throw new WorkbenchError(
      'validation',
      `${quote(id)} is a run, and the format ${format} is a table of groups: name a study or a comparison.`,
    );
  const isOfStudy = 'axes' in content;
  const isOfOneMetric = which === 'statistics' || isOfStudy;
  if (which === 'results' && isOfStudy)
    throw new WorkbenchError(
      'validation',
      `--table results is of a comparison, and ${quote(id)} is a study. Leave it out, or name the comparison of the study.`,
    );
  const [chosen, ...others] = metric;
  if (isOfOneMetric && others.length > 0)
    throw new WorkbenchError(
      'validation',
      'This table shows one metric: give --metric one name. Of a comparison, --table results shows several.',
    );
  for (const name of metric) assertRecorded(name, runs);
  const beside = await readReportedBeside(project, resources);
  const table = isOfStudy
    ? await tableOfStudy(project, content, chosen, reported ? beside : null)
    : isOfOneMetric
      ? tableOfComparison(content, runs, chosen, beside)
      : readResults(content, runs, metric, beside);
  if (table) return table;
  throw new WorkbenchError(
    'notFound',
    `No run of the ${kind} ${quote(id)} has measured anything yet. Export it after the first evaluation.`,
  );
}

function assertRecorded(field: string, runs: readonly Run[]): void {
  const name = parseMetricField(field)?.metric ?? field;
  const known = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  if (!known.has(name)) throw unknownMetric(name, [...known]);
}

async function tableOfStudy(
  project: ProjectFolder,
  study: Study,
  metric: string | undefined,
  beside: ReportedBeside | null,
): Promise<Table | null> {
  const asked = metric === undefined ? study : { ...study, metric };
  const { result } = await readSavedStudy(project, asked);
  const rows = beside ? reportedOfStudy(result, beside) : [];
  const [text, csv] = [studyTable(result, usualNames, rows), studyCsv(result, rows)];
  return text && csv !== null ? { text, csv, leftOut: [] } : null;
}

function tableOfComparison(
  comparison: Comparison,
  runs: readonly Run[],
  metric: string | undefined,
  beside: ReportedBeside,
): Table | null {
  const field = metric ?? findComparedField(comparison, runs);
  if (field === null) return null;
  const { leftOut, ...compared } = compareSaved(comparison, runs, field, beside);
  const more = `${countNoun(leftOut, 'group')} after the first ${compared.groups.length} ${leftOut === 1 ? 'is' : 'are'} left out, as in the window.`;
  return {
    text: statisticsTable(compared),
    csv: statisticsCsv(compared),
    leftOut: leftOut > 0 ? [more] : [],
  };
}

function readResults(
  comparison: Comparison,
  runs: readonly Run[],
  metrics: readonly string[],
  beside: ReportedBeside,
): Table {
  const chosen = metrics.length > 0 ? metrics : null;
  const table = resultsOfComparison(comparison, runs, { metrics: chosen, beside });
  if (table) return { ...table, leftOut: [] };
  throw new WorkbenchError(
    'validation',
    `The comparison ${quote(comparison.id)} shows no metric as a curve. Name those of the table by --metric.`,
  );
}

function writeTable({ text, csv }: Table, format: TableFormat, name: string): string {
  if (format === 'csv-table') return csv;
  return format === 'latex' ? toLatex(text, name) : toMarkdown(text);
}

async function writeText(path: string, text: string, overwrite: boolean): Promise<string> {
  await assertTarget(path, { isFolder: false, overwrite });
  await writeFileInParts(path, (output) => output.write(text), { overwrite });
  return path;
}
