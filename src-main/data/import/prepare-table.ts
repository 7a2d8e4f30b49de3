import { WorkbenchError } from '#spec/errors';
import type { NamedColumns } from './column-names';
import { readTable, type ColumnPlan, type Table, type TableOptions } from './read-table';
import type { SourceData } from './source-data';
import { readPartFile, type TableContent, type TableFile } from './table-file';
import { warnOfDecimal } from './table-decimal';
import { noteReading, noteRoles, noteSkipped, warnOfReading, warnOfRoles } from './table-notes';
import {
  assertFeatures,
  assertNumbers,
  assignRoles,
  givenRoles,
  namedColumns,
  type TableRoles,
} from './table-roles';
import { sourceOfFiles } from './table-source';

/** A table as an import reads it, as far as it can be read. */
export interface PreparedTable {
  /** The training file. */
  table: Table;
  /** Null where the file has no columns. */
  roles: TableRoles | null;
  /** Null where the table is refused. */
  source: SourceData | null;
  notes: string[];
  warnings: string[];
  /** Why the import refuses it. */
  refusal: WorkbenchError | null;
}

/**
 * Reads the files of a table and makes a data set of them, in memory. The import and the preview both do this, so that
 * they agree. Throws a WorkbenchError where the training file cannot be read or is no text; any other fault is the
 * `refusal` of the result. `limit`: about how many characters of each file are read.
 */
export async function prepareTable(request: TableContent, limit?: number): Promise<PreparedTable> {
  const table = await readTable(request.file, {
    ...dialectOf(request, limit),
    knownNames: namedColumns(request),
    plan: (columns) => planColumns(request, columns),
  });
  const prepared: PreparedTable = {
    table,
    roles: table.columns.length > 0 ? await assignRoles(request, table) : null,
    source: null,
    notes: [...noteReading(table, request), ...noteSkipped(table)],
    warnings: warnOfReading(table),
    refusal: null,
  };
  try {
    prepared.source = await buildSource(request, prepared, limit);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    prepared.refusal = error;
  }
  return prepared;
}

function dialectOf(
  { delimiter, encoding, header, decimal }: TableContent,
  limit: number | undefined,
): Omit<TableOptions, 'knownNames' | 'plan'> {
  return { delimiter, encoding, header, decimal, limit };
}

/** The columns whose cells are kept: all that may become features, and what is to be predicted. */
function planColumns(request: TableContent, columns: NamedColumns): ColumnPlan {
  const { roles } = givenRoles(request, columns);
  const others = request.features ? 'ignore' : 'feature';
  return {
    label: [...roles].find(([, role]) => role === 'label')?.[0] ?? -1,
    isKept: (column) => (roles.get(column) ?? others) !== 'ignore',
  };
}

/** The data set. Adds to the notes and the warnings. Throws a WorkbenchError where the import refuses the files. */
async function buildSource(
  request: TableContent,
  { table, roles, notes, warnings }: PreparedTable,
  limit: number | undefined,
): Promise<SourceData> {
  if (roles) {
    notes.push(...noteRoles(table, roles));
    warnings.push(...warnOfRoles(table, roles, request));
  }
  const refusal = table.refusal ?? roles?.refusal;
  if (refusal || !roles) throw refusal ?? new Error('A table without columns is refused.');
  const { features, values, label } = roles;
  warnings.push(...warnOfDecimal(table, [...features, ...values], request.decimal));
  assertNumbers(table, [...features, ...values], roles.unassignedText);
  assertFeatures(table, roles);
  const train: TableFile = { table, features, values, label, labelNames: [] };
  const decimal = request.decimal ?? table.knownMark ?? undefined;
  const readPart = async (path: string | undefined): Promise<TableFile | null> => {
    if (path === undefined) return null;
    const part = await readPartFile(path, train, {
      ...dialectOf(request, limit),
      decimal,
    });
    notes.push(...part.notes);
    warnings.push(...part.warnings);
    return part.file;
  };
  const validation = await readPart(request.validationFile);
  const test = await readPart(request.testFile);
  const made = await sourceOfFiles(request, { train, validation, test }, { notes, warnings });
  return { ...made, notes, warnings };
}
