/** All values of runs as Parquet: one row for each value, and a row group for each run. */
import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import type { FieldValue } from '#analysis/run-field';
import type { FileOutput } from '#files/file-output';
import type { Run } from '#spec/run';
import type { MetricRows } from '#storage/metric-files';
import type { RunData } from './run-data';
import { describeRun, listSettingColumns, type SettingColumn } from './run-description';

/** A longer run has several row groups: one is in memory as a whole. */
const maxGroupRows = 2 ** 18;

const texts = ['run', 'name', 'model', 'method'];

function makeSchema(settings: readonly SettingColumn[]): SchemaElement[] {
  const columns = [
    ...texts.map(textColumn),
    optional(numberColumn('seed', 'INT64')),
    ...settings.map(({ name, isNumber }) =>
      optional(isNumber ? numberColumn(name, 'DOUBLE') : textColumn(name)),
    ),
    textColumn('metric'),
    numberColumn('step', 'INT64'),
    numberColumn('seconds', 'DOUBLE'),
    numberColumn('value', 'DOUBLE'),
  ];
  return [{ name: 'root', num_children: columns.length }, ...columns];
}

function textColumn(name: string): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' };
}

function numberColumn(name: string, type: 'INT64' | 'DOUBLE'): SchemaElement {
  return { name, type, repetition_type: 'REQUIRED' };
}

function optional(column: SchemaElement): SchemaElement {
  return { ...column, repetition_type: 'OPTIONAL' };
}

/** Rows of one metric. */
interface Piece {
  metric: string;
  rows: MetricRows;
}

/** Returns the number of values. */
export async function writeParquet(output: FileOutput, runs: readonly RunData[]): Promise<number> {
  const writer = new ByteWriter();
  const flush = async (): Promise<void> => {
    await output.write(writer.getBytes());
    writer.index = 0;
  };
  const settings = listSettingColumns(runs.map(({ run }) => run));
  const schema = makeSchema(settings);
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'dni-workbench' });
  let written = 0;
  for (const { run, metrics } of runs) {
    let [group, groupRows]: [Piece[], number] = [[], 0];
    const writeGroup = async (): Promise<void> => {
      if (groupRows === 0) return;
      await parquet.write({
        columnData: makeColumns(run, settings, group, groupRows),
        rowGroupSize: groupRows,
      });
      await flush();
      written += groupRows;
      [group, groupRows] = [[], 0];
    };
    for (const metric of metrics)
      for await (const rows of metric.readPieces()) {
        if (groupRows + rows.step.length > maxGroupRows) await writeGroup();
        group.push({ metric: metric.name, rows });
        groupRows += rows.step.length;
      }
    await writeGroup();
  }
  await parquet.finish();
  await flush();
  return written;
}

function makeColumns(
  run: Run,
  settings: readonly SettingColumn[],
  pieces: readonly Piece[],
  count: number,
): ColumnSource[] {
  const { seed, ...described } = describeRun(run);
  const metric = pieces.flatMap((piece) =>
    new Array<string>(piece.rows.step.length).fill(piece.metric),
  );
  return [
    ...Object.entries(described).map(([name, text]) => ({
      name,
      data: new Array<string>(count).fill(text),
    })),
    // The seed of an imported run may not be known.
    {
      name: 'seed',
      data: new Array<bigint | null>(count).fill(seed === null ? null : BigInt(seed)),
    },
    ...settings.map(({ name, isNumber, read }) => ({
      name,
      data: new Array<number | string | null>(count).fill(toCell(read(run), isNumber)),
    })),
    { name: 'metric', data: metric },
    { name: 'step', data: BigInt64Array.from(join(pieces, 'step', count), BigInt) },
    // A dictionary would hold 0 and −0 as one value.
    { name: 'seconds', data: join(pieces, 'seconds', count), encoding: 'PLAIN' },
    { name: 'value', data: join(pieces, 'value', count), encoding: 'PLAIN' },
  ];
}

function toCell(value: FieldValue, isNumber: boolean): number | string | null {
  if (value === null) return null;
  return isNumber ? Number(value) : String(value);
}

function join(pieces: readonly Piece[], key: keyof MetricRows, count: number): Float64Array {
  const column = new Float64Array(count);
  let start = 0;
  for (const { rows } of pieces) {
    column.set(rows[key], start);
    start += rows[key].length;
  }
  return column;
}
