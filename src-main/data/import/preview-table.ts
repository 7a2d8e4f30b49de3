import { formatMegabytes } from '#spec/format-megabytes';
import type { TablePreview } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { abbreviate, quote } from '#spec/quote';
import type { Split } from '../dataset';
import { prepareTable, type PreparedTable } from './prepare-table';
import type { SourceData } from './source-data';
import type { TableContent } from './table-file';
import { mapParts, validateSource } from './validate-source';

/** A preview reads about so many characters: a few seconds. */
export const previewCharacters = 16e6;
/** Characters of a cell that are shown. */
const maxCellCharacters = 200;

/**
 * What an import of this table would read, without writing anything. Throws a WorkbenchError where the file cannot be
 * read or is no text; everything else for which the import would refuse it is the `refusal` of the result.
 */
export async function previewTable(
  request: TableContent,
  limit = previewCharacters,
): Promise<TablePreview> {
  const prepared = await prepareTable(request, limit);
  const { table, notes, source } = prepared;
  const { found, refusal } = validate(prepared);
  return {
    dialect: table.dialect,
    columns: table.columns.map((column, index) => {
      const { role, note } = prepared.roles?.columns[index] ?? { role: 'ignore', note: null };
      const { name, kind, missing, distinct, min, max, mean } = column;
      const isNumber = kind === 'number' || kind === 'boolean';
      return {
        name,
        kind: kind === 'boolean' ? 'number' : kind,
        missing,
        distinct: distinct?.size ?? null,
        range: isNumber && min <= max ? { min, max, mean } : null,
        role,
        note,
      };
    }),
    rows: table.firstRows.map((cells) => cells.map((cell) => abbreviate(cell, maxCellCharacters))),
    counts: {
      train: source ? source.train.count : table.count,
      validation: source?.validation?.count ?? 0,
      test: source?.test?.count ?? 0,
    },
    classes: source && classesOf(source),
    notes: [
      ...(table.isCut
        ? [
            `The preview looks at the first ${formatMegabytes(limit)} of ${quote(table.file)} only; the import reads all of it.`,
          ]
        : []),
      ...notes,
    ],
    warnings: [...prepared.warnings, ...found],
    refusal: refusal && refusal.message,
  };
}

/** The warnings of the import's last checks, or why they refuse the data. */
function validate({ source, refusal }: PreparedTable): {
  found: string[];
  refusal: WorkbenchError | null;
} {
  if (!source) return { found: [], refusal };
  try {
    return { found: validateSource(source).warnings, refusal: null };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return { found: [], refusal: error };
  }
}

function classesOf({ fields, train, validation, test }: SourceData): TablePreview['classes'] {
  const field = fields['label'];
  if (field?.kind !== 'label') return null;
  const countsOf = (part: Split | null | undefined): number[] => {
    const counts = Array<number>(field.classes).fill(0);
    for (const label of part?.columns['label']?.data ?? [])
      counts[label] = (counts[label] ?? 0) + 1;
    return counts;
  };
  const counts = { train: countsOf(train), validation: countsOf(validation), test: countsOf(test) };
  return (field.names ?? []).map((name, index) => ({
    name,
    counts: mapParts(counts, (part) => part[index] ?? 0),
  }));
}
