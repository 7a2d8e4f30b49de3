import type { TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { takeTurn } from '#files/take-turn';
import type { Table } from './read-table';
import { allRows, type TableFile } from './table-file';

type MissingPolicy = TableRequest['missing'];

/** Missing cells of a column. */
interface MissingCells {
  column: string;
  count: number;
  /** The line of the first. */
  line: number;
}

/**
 * The rows that are kept, and a note on those that are not. Throws `validation` where cells are missing that may not be:
 * a label or a value to predict is never filled in.
 */
export async function selectRows(
  file: TableFile,
  { missing: policy, keepOrder }: Pick<TableRequest, 'missing' | 'keepOrder'>,
): Promise<{ rows: Uint32Array; notes: string[] }> {
  const { table } = file;
  const missing = await findMissing(file);
  const inTargets = missing.targets.length > 0;
  if (
    policy === 'refuse' ? inTargets || missing.features.length > 0 : policy !== 'drop' && inTargets
  )
    throw missingError(table, missing, policy);
  if (policy !== 'drop' || (missing.features.length === 0 && !inTargets))
    return { rows: allRows(table), notes: [] };
  const rows = await rowsWithoutMissing(file);
  if (rows.length === 0)
    throw new WorkbenchError(
      'validation',
      `Every row of ${quote(table.file)} has a missing cell: ${describe([...missing.targets, ...missing.features])}. Leave out the columns with the most.`,
    );
  const dropped = table.count - rows.length;
  const all = [...missing.targets, ...missing.features];
  const isSequence = keepOrder || (file.label < 0 && file.values.length === 0);
  return {
    rows,
    notes: [
      `${dropped.toLocaleString('en')} of ${countRows(table.count)} of ${quote(table.file)} ${dropped === 1 ? 'is' : 'are'} dropped because of missing cells: ${describe(all)}.${isSequence ? ` In a sequence, the rows on both sides of ${dropped === 1 ? 'it' : 'them'} become neighbours.` : ''}`,
    ],
  };
}

/** Missing cells by column: of features, and of what is to be predicted. */
async function findMissing(
  file: TableFile,
): Promise<{ features: MissingCells[]; targets: MissingCells[] }> {
  const { columns } = file.table;
  const ofColumns = (indices: readonly number[]): MissingCells[] =>
    indices.flatMap((index) => {
      const column = columns[index];
      return column && column.missing > 0
        ? [{ column: column.name, count: column.missing, line: column.firstMissing }]
        : [];
    });
  return {
    features: ofColumns(file.features),
    targets: [...(await missingLabels(file)), ...ofColumns(file.values)],
  };
}

async function missingLabels({ table, label, labelNames }: TableFile): Promise<MissingCells[]> {
  if (!labelNames.includes(null)) return [];
  let count = 0;
  for (let row = 0; row < table.count; row++) {
    if (labelNames[table.get(row, label)] === null) count += 1;
    if (row % 4096 === 0) await takeTurn();
  }
  const lines = (table.labels?.labels ?? []).flatMap(({ line }, code) =>
    labelNames[code] === null ? [line] : [],
  );
  return [{ column: table.columns[label]?.name ?? '', count, line: Math.min(...lines) }];
}

async function rowsWithoutMissing(file: TableFile): Promise<Uint32Array> {
  const { table, features, values, label, labelNames } = file;
  const numbers = [...features, ...values];
  const rows: number[] = [];
  for (let row = 0; row < table.count; row++) {
    const hasLabel = label < 0 || labelNames[table.get(row, label)] !== null;
    if (hasLabel && numbers.every((column) => !Number.isNaN(table.get(row, column))))
      rows.push(row);
    if (row % 256 === 0) await takeTurn();
  }
  return Uint32Array.from(rows);
}

function missingError(
  { file }: Table,
  { features, targets }: { features: MissingCells[]; targets: MissingCells[] },
  policy: MissingPolicy,
): WorkbenchError {
  const named = policy === 'refuse' ? [...targets, ...features] : targets;
  const total = named.reduce((sum, { count }) => sum + count, 0);
  const cells = `${total.toLocaleString('en')} missing ${total === 1 ? 'cell' : 'cells'}`;
  const remedy =
    targets.length > 0
      ? `A row without ${quote(targets[0]?.column ?? '')}, which is to be predicted, can only be dropped or completed in the file.`
      : 'Drop these rows, or fill in the mean of the column or a constant.';
  return new WorkbenchError(
    'validation',
    `${quote(file)} has ${cells}: ${describe(named)}. ${remedy}`,
  );
}

/** `2 in 'age' (the first at line 7), 1 in 'b' (line 9)`. */
function describe(cells: readonly MissingCells[]): string {
  const shown = cells
    .slice(0, 12)
    .map(
      ({ column, count, line }) =>
        `${count.toLocaleString('en')} in ${quote(column)} (${count > 1 ? 'the first at ' : ''}line ${line})`,
    );
  const more = cells.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and in ${more.toLocaleString('en')} more columns` : ''}`;
}

function countRows(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
}
