import type { Split } from '#data/dataset';
import { readCsvSource } from '#data/import/csv-source';
import { previewTable } from '#data/import/preview-table';
import type { SourceData } from '#data/import/source-data';
import { validateSource } from '#data/import/validate-source';
import { tableRequestSchema, type TablePreview, type TableRequestInput } from '#spec/dataset';
import { put, scratch } from '../helpers';

/** Settings of a request, with the content of its other files in place of their paths. */
export type TableSettings = Partial<Omit<TableRequestInput, 'validationFile' | 'testFile'>> & {
  validationFile?: string | Uint8Array;
  testFile?: string | Uint8Array;
};

async function requestOf(
  content: string | Uint8Array,
  { validationFile, testFile, ...settings }: TableSettings,
) {
  const folder = await scratch();
  const fileOf = async (name: string, other: string | Uint8Array | undefined) =>
    other === undefined ? undefined : await put(folder, name, other);
  return tableRequestSchema.parse({
    format: 'csv',
    id: 'table',
    file: await put(folder, 'table.csv', content),
    validationFile: await fileOf('validation.csv', validationFile),
    testFile: await fileOf('test.csv', testFile),
    ...settings,
  });
}

/** What the import reads from `table.csv` with this content. */
export async function readContent(
  content: string | Uint8Array,
  settings: TableSettings = {},
): Promise<SourceData> {
  return readCsvSource(await requestOf(content, settings));
}

/** The preview of the same. */
export async function previewContent(
  content: string | Uint8Array,
  settings: TableSettings = {},
  limit?: number,
): Promise<TablePreview> {
  return previewTable(await requestOf(content, settings), limit);
}

/** Why the import refuses it; the preview has to say the same. '' where it does not. */
export async function refusalOf(
  content: string | Uint8Array,
  settings: TableSettings = {},
): Promise<string> {
  const imported = await readContent(content, settings)
    .then((source) => {
      validateSource(source);
      return '';
    })
    .catch((error: Error) => error.message);
  const { refusal } = await previewContent(content, settings);
  if ((refusal ?? '') !== imported)
    throw new Error(`The preview says ${refusal}, the import ${imported}.`);
  return imported;
}

/** The stored numbers of a field. */
export function numbersOf(
  source: SourceData,
  field: string,
  part: 'train' | 'validation' | 'test' = 'train',
): number[] {
  const split: Split | null | undefined = source[part];
  return [...(split?.columns[field]?.data ?? [])];
}
