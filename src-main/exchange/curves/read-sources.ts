/** Finds what curves can be imported from, and reads it. */
import { stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { isMissing } from '#data/formats/table-numbers';
import { errorCode, fileError, maxQuotedPath } from '#files/file-errors';
import { listFiles } from '#files/list-files';
import type { CurveImport, PreviewTable } from '#spec/curve-import';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { isEventFile } from '../tensorboard/read-event-files';
import { openCurveTable, type CurveTable } from './curve-table';
import { readEventRuns } from './event-runs';
import type { ForeignRun } from './foreign-run';
import { readTableRuns } from './table-runs';

/** What files hold: their runs, and how their tables were read. */
export interface ReadSources {
  runs: ForeignRun[];
  tables: PreviewTable[];
}

/** Rows of a table that a preview shows. */
const shownRows = 8;

/** Whether there is something in a file or a folder from which curves can be imported. Never throws. */
export async function hasCurves(path: string): Promise<boolean> {
  const found = await findSources(resolve(path)).catch(() => null);
  return found !== null && (found.hasEvents || found.tables.length > 0);
}

/** Throws a WorkbenchError where a path has nothing to import, or it cannot be read. */
export async function readSources(request: CurveImport): Promise<ReadSources> {
  const read: ReadSources = { runs: [], tables: [] };
  for (const source of new Set(request.paths.map((path) => resolve(path)))) {
    const { hasEvents, tables } = await findSources(source);
    if (hasEvents) read.runs.push(...(await readEventRuns(source)));
    else if (tables.length === 0) throw nothingFound(source);
    else
      for (const file of tables) {
        const table = await openCurveTable(file, request);
        read.tables.push(describeTable(table));
        read.runs.push(...nameByFile(await readTableRuns(table, source), file, source));
      }
  }
  if (read.runs.length === 0)
    throw new WorkbenchError(
      'validation',
      `There are no values in ${quote(request.paths[0] ?? '', maxQuotedPath)}: ${explainNoValues(read.tables)}`,
    );
  return read;
}

/** Why tables have no values, by the first column whose cells are texts. */
function explainNoValues(tables: readonly PreviewTable[]): string {
  for (const { columns, rows } of tables) {
    const isText = ({ role }: PreviewTable['columns'][number]): boolean =>
      role === 'setting' || role === 'ignored';
    const found = columns.findIndex(
      (column, at) => isText(column) && rows.some((cells) => !isMissing(cells[at] ?? '')),
    );
    const cell = rows.map((cells) => cells[found] ?? '').find((each) => !isMissing(each));
    if (cell === undefined) continue;
    return `no column beside that of the steps holds numbers. The column ${quote(columns[found]?.name ?? '')} has ${quote(cell)}. Choose the decimal mark (--decimal), and write numbers without marks between their thousands.`;
  }
  return 'nothing is imported.';
}

/** Of several tables in a folder, the place of each is a part of the source. */
function nameByFile(runs: readonly ForeignRun[], file: string, source: string): ForeignRun[] {
  const place = relative(source, file).split(sep).join('/');
  if (place === '') return [...runs];
  return runs.map((run) => ({
    ...run,
    part: run.part === null ? place : `${place}, ${run.part}`,
  }));
}

interface FoundSources {
  hasEvents: boolean;
  /** Tables of text; none are looked for where there are event files, since loggers write both. */
  tables: string[];
}

async function findSources(path: string): Promise<FoundSources> {
  try {
    if ((await stat(path)).isFile()) {
      const hasEvents = isEventFile(basename(path));
      return { hasEvents, tables: hasEvents ? [] : [path] };
    }
    const files = (await listFiles(path)).map((name) => join(path, name));
    const hasEvents = files.some((file) => isEventFile(basename(file)));
    return {
      hasEvents,
      tables: hasEvents ? [] : files.filter((file) => /\.(csv|tsv)(\.gz)?$/i.test(file)),
    };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fileError('read', path, error);
    throw new WorkbenchError(
      'notFound',
      `There is no folder and no file ${quote(path, maxQuotedPath)}.`,
    );
  }
}

function nothingFound(path: string): WorkbenchError {
  return new WorkbenchError(
    'notFound',
    `There are no curves in ${quote(path, maxQuotedPath)}: neither event files of TensorBoard, whose names have 'tfevents' in them, nor tables (.csv, .tsv). Choose another folder.`,
  );
}

function describeTable({ file, layout, names, roles, firstRows }: CurveTable): PreviewTable {
  return {
    file,
    delimiter: layout.delimiter,
    columns: names.map((name, column) => ({ name, role: roles[column] ?? 'ignored' })),
    rows: firstRows.slice(0, shownRows),
  };
}
