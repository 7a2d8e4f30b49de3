import type { TableRequest } from '#spec/dataset';
import { prepareTable } from './prepare-table';
import type { SourceData } from './source-data';

/**
 * Reads tables in text files. Fields: `features` (the input columns, in order), `label` (classes in the order of their
 * numbers or names) and `value` (the columns to predict, in order). Rows keep their order, except that rows sorted by
 * class are shuffled unless `keepOrder` is set, since otherwise a part cut from the end would hold only one class.
 * Throws a WorkbenchError that names the file and, where there is one, the line.
 */
export async function readCsvSource(request: TableRequest): Promise<SourceData> {
  const { source, refusal } = await prepareTable(request);
  if (!source) throw refusal ?? new Error('A table is neither read nor refused.');
  return source;
}
