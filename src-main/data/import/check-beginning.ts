/** What the beginning of a file shows before its import, so that nothing is offered that the import refuses at once. */
import { basename } from 'node:path';
import type { ImportRequest, TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { assertNpyBeginning } from '../formats/npy';
import { readTextChunks } from '../formats/text-chunks';
import { assertUtf8Beginning } from '../formats/utf8';
import { readTable } from './read-table';
import type { TableColumn } from './table-column';

/** So many characters of a table show what its columns are. */
const maxCharacters = 2e6;
/** Bytes of the first line: some 20,000 columns. Looking at more takes many seconds. */
const maxLineBytes = 2 ** 18;

/** Throws a WorkbenchError where the import would, as far as the first bytes of its files show. Of a table, see `readColumns`. */
export async function checkBeginning(request: ImportRequest): Promise<void> {
  const check = (paths: (string | undefined)[], assert: (path: string) => Promise<void>) =>
    Promise.all(paths.map((path) => path !== undefined && assert(path)));
  if (request.format === 'npy') {
    const { inputs, targets, testInputs, testTargets } = request;
    await check([inputs, targets, testInputs, testTargets], assertNpyBeginning);
  }
  if (request.format === 'text')
    await check([request.train, request.validation, request.test], assertUtf8Beginning);
}

/**
 * The columns of a table, from its first rows. Throws a WorkbenchError as `readTable`, and where there are no rows or they
 * do not fit.
 */
export async function readColumns(request: TableRequest): Promise<TableColumn[]> {
  await assertFirstLine(request.file);
  const { delimiter, encoding, header, decimal } = request;
  const { columns, refusal } = await readTable(request.file, {
    ...{ delimiter, encoding, header, decimal },
    knownNames: [],
    plan: () => ({ label: -1, isKept: () => true }),
    limit: maxCharacters,
  });
  if (refusal) throw refusal;
  return columns;
}

async function assertFirstLine(path: string): Promise<void> {
  let bytes = 0;
  for await (const chunk of readTextChunks(path)) {
    if (chunk.includes('\n') || chunk.includes('\r')) return;
    bytes += chunk.length;
    if (bytes > maxLineBytes)
      throw new WorkbenchError(
        'validation',
        `The first line of ${quote(basename(path))} has more than ${maxLineBytes.toLocaleString('en')} bytes: too many columns to choose from here. Begin with an empty project, and import the table in its Data view.`,
      );
  }
}
