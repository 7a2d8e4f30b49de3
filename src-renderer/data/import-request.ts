import type { ImportRequestInput, TableRequestInput } from '#spec/dataset';
import { buildColumnRequest, type TableColumn } from './column-roles';
import { makeDatasetId, type ImportDraft, type PartDraft } from './import-draft';

export type TableSourceRequest = Omit<TableRequestInput, 'id' | 'name'>;

/** The columns of the table, which a preview tells. */
export interface RequestContext {
  name: string;
  columns: readonly TableColumn[];
  /** Leaves out images that cannot be read. */
  skipDamaged?: boolean;
}

const text = (value: string): string => value.trim();
const optional = (value: string): string | undefined => text(value) || undefined;

/**
 * Builds the import request of a form. Returns an error message if a field is missing or invalid.
 */
export function buildImportRequest(
  draft: ImportDraft,
  context: RequestContext,
): ImportRequestInput | string {
  const name = text(context.name);
  const id = makeDatasetId(name);
  const source = buildSourceRequest(draft, context);
  if (typeof source === 'string') return source;
  if (id === '') return 'Give the data set a name with at least one letter or digit.';
  return { ...source, id, name };
}

type WithoutName<T> = T extends unknown ? Omit<T, 'id' | 'name'> : never;

function buildSourceRequest(
  draft: ImportDraft,
  { columns, skipDamaged = false }: RequestContext,
): WithoutName<ImportRequestInput> | string {
  const keepOrder = draft.order === 'keep';
  switch (draft.format) {
    case 'idx':
      if (!text(draft.images) || !text(draft.labels))
        return 'Name the file of images and the file of labels.';
      if (!text(draft.testImages) !== !text(draft.testLabels))
        return 'A test part needs both its images and its labels.';
      return {
        format: 'idx',
        images: text(draft.images),
        labels: text(draft.labels),
        testImages: optional(draft.testImages),
        testLabels: optional(draft.testLabels),
        keepOrder,
      };
    case 'cifar10':
      if (!text(draft.directory))
        return 'Name the folder with data_batch_1.bin and the other batches.';
      return { format: 'cifar10', directory: text(draft.directory) };
    case 'csv':
      return buildTableRequest(draft, columns);
    case 'npy':
      if (!text(draft.inputs)) return 'Name the file of inputs.';
      if (!text(draft.targets) && text(draft.testTargets))
        return 'Name the file of targets for the training part too.';
      if (text(draft.targets) && !text(draft.testInputs) !== !text(draft.testTargets))
        return 'A test part needs both its inputs and its targets.';
      return {
        format: 'npy',
        inputs: text(draft.inputs),
        targets: optional(draft.targets),
        target: draft.target === 'detect' ? undefined : draft.target,
        testInputs: optional(draft.testInputs),
        testTargets: optional(draft.testTargets),
        pixels: draft.bytes === 'pixels',
        keepOrder,
      };
    case 'images': {
      if (!text(draft.directory)) return 'Name the folder with one folder for each class.';
      const size = parseImageSize(draft.size);
      if (typeof size === 'string') return size;
      return {
        format: 'images',
        directory: text(draft.directory),
        size,
        channels: draft.channels === '1' ? 1 : 3,
        background: draft.background,
        skipDamaged,
      };
    }
    case 'text': {
      if (!text(draft.train)) return 'Name the file of text to train on.';
      const { textValidation: validation, textTest: test } = draft;
      const fractions = buildFractions(validation, test);
      if (typeof fractions === 'string') return fractions;
      return {
        format: 'text',
        train: text(draft.train),
        validation: filePart(validation),
        test: filePart(test),
        ...fractions,
      };
    }
  }
}

/** The request of a table; without its columns, the roles are left to be proposed. */
export function buildTableRequest(
  draft: ImportDraft,
  columns: readonly TableColumn[],
): TableSourceRequest | string {
  if (!text(draft.file)) return 'Name the file of the table.';
  const { tableValidation: validation, tableTest: test } = draft;
  const fractions = buildFractions(validation, test);
  if (typeof fractions === 'string') return fractions;
  return {
    format: 'csv',
    file: text(draft.file),
    validationFile: filePart(validation),
    testFile: filePart(test),
    ...draft.dialect,
    ...buildColumnRequest(columns, draft.roles),
    missing: draft.missing,
    missingValue: draft.missingValue,
    scaling: draft.scaling,
    scaleValues: draft.scaling !== 'none' && draft.scaleValues,
    ...fractions,
    keepOrder: draft.order === 'keep',
  };
}

function filePart({ from, file }: PartDraft): string | undefined {
  return from === 'file' ? optional(file) : undefined;
}

function buildFractions(
  validation: PartDraft,
  test: PartDraft,
): { validationFraction: number; testFraction: number } | string {
  const percentOf = ({ from, percent }: PartDraft): number => (from === 'cut' ? percent : 0);
  const [validationPercent, testPercent] = [percentOf(validation), percentOf(test)];
  if (validationPercent + testPercent >= 100)
    return 'The validation and test parts leave nothing to train on: lower one of them.';
  return { validationFraction: validationPercent / 100, testFraction: testPercent / 100 };
}

/**
 * Parses `32` or `32 × 24`. Returns [rows, columns], undefined for an empty text, or an error
 * message.
 */
function parseImageSize(size: string): [number, number] | undefined | string {
  if (size.trim() === '') return undefined;
  const match = /^\s*(\d+)\s*(?:[x×*,]\s*(\d+))?\s*$/i.exec(size);
  if (!match) return 'Write the size like 32 × 32, or leave it empty.';
  const [rows, columns] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (Math.min(rows, columns) < 1 || Math.max(rows, columns) > 512)
    return 'Rows and columns go from 1 to 512.';
  return [rows, columns];
}
