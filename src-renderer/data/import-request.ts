import type { ImportFormat, ImportRequestInput } from '#spec/dataset';

/** The content of the import form, as typed. */
export interface ImportDraft {
  format: ImportFormat;
  name: string;
  images: string;
  labels: string;
  testImages: string;
  testLabels: string;
  directory: string;
  file: string;
  testFile: string;
  label: string;
  target: 'class' | 'value';
  inputs: string;
  targets: string;
  testInputs: string;
  testTargets: string;
  /** How the bytes of an array are interpreted. */
  bytes: 'numbers' | 'pixels';
  /** Whether rows that are sorted by class are shuffled. */
  order: 'mix' | 'keep';
  /** Empty: all images have the same size already. */
  size: string;
  channels: '1' | '3';
  train: string;
  /** Whether the validation and test parts are cut from the text or read from their own files. */
  parts: 'cut' | 'files';
  validation: string;
  test: string;
  validationPercent: number;
  testPercent: number;
}

export const emptyDraft: ImportDraft = {
  format: 'idx',
  name: '',
  images: '',
  labels: '',
  testImages: '',
  testLabels: '',
  directory: '',
  file: '',
  testFile: '',
  label: '',
  target: 'class',
  inputs: '',
  targets: '',
  testInputs: '',
  testTargets: '',
  bytes: 'numbers',
  order: 'mix',
  size: '',
  channels: '3',
  train: '',
  parts: 'cut',
  validation: '',
  test: '',
  validationPercent: 5,
  testPercent: 5,
};

export const formatLabels: Record<ImportFormat, string> = {
  idx: 'IDX files, as MNIST has them',
  cifar10: 'CIFAR-10 binary batches',
  csv: 'CSV table',
  npy: 'NumPy arrays (NPY)',
  images: 'Folder of images by class',
  text: 'Text in UTF-8',
};

export const importFormats = [
  'idx',
  'cifar10',
  'csv',
  'npy',
  'images',
  'text',
] as const satisfies ImportFormat[];

/** Derives the id of a data set from its name: lower-case letters, digits and hyphens. */
export function makeDatasetId(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}

/**
 * Builds the import request of a form. Returns an error message if a field is missing or invalid.
 */
export function buildImportRequest(draft: ImportDraft): ImportRequestInput | string {
  const text = (value: string): string => value.trim();
  const optional = (value: string): string | undefined => text(value) || undefined;
  const name = text(draft.name);
  const id = makeDatasetId(name);
  if (id === '') return 'Give the data set a name with at least one letter or digit.';
  const common = { id, name };
  switch (draft.format) {
    case 'idx':
      if (!text(draft.images) || !text(draft.labels))
        return 'Name the file of images and the file of labels.';
      if (!text(draft.testImages) !== !text(draft.testLabels))
        return 'A test part needs both its images and its labels.';
      return {
        ...common,
        format: 'idx',
        images: text(draft.images),
        labels: text(draft.labels),
        testImages: optional(draft.testImages),
        testLabels: optional(draft.testLabels),
      };
    case 'cifar10':
      if (!text(draft.directory)) return 'Name the folder with data_batch_1.bin and its fellows.';
      return { ...common, format: 'cifar10', directory: text(draft.directory) };
    case 'csv':
      if (!text(draft.file)) return 'Name the CSV file.';
      if (!text(draft.label)) return 'Name the column that is to be predicted.';
      return {
        ...common,
        format: 'csv',
        file: text(draft.file),
        testFile: optional(draft.testFile),
        label: text(draft.label),
        target: draft.target,
        keepOrder: draft.order === 'keep',
      };
    case 'npy':
      if (!text(draft.inputs) || !text(draft.targets))
        return 'Name the file of inputs and the file of targets.';
      if (!text(draft.testInputs) !== !text(draft.testTargets))
        return 'A test part needs both its inputs and its targets.';
      return {
        ...common,
        format: 'npy',
        inputs: text(draft.inputs),
        targets: text(draft.targets),
        testInputs: optional(draft.testInputs),
        testTargets: optional(draft.testTargets),
        pixels: draft.bytes === 'pixels',
        keepOrder: draft.order === 'keep',
      };
    case 'images': {
      if (!text(draft.directory)) return 'Name the folder with one folder for each class.';
      const size = parseImageSize(draft.size);
      if (typeof size === 'string') return size;
      return {
        ...common,
        format: 'images',
        directory: text(draft.directory),
        size,
        channels: draft.channels === '1' ? 1 : 3,
      };
    }
    case 'text': {
      if (!text(draft.train)) return 'Name the file of text to train on.';
      const train = text(draft.train);
      if (draft.parts === 'files')
        return {
          ...common,
          format: 'text',
          train,
          validation: optional(draft.validation),
          test: optional(draft.test),
        };
      const { validationPercent, testPercent } = draft;
      if (validationPercent + testPercent >= 100)
        return 'The validation and test parts leave nothing to train on: lower one of them.';
      return {
        ...common,
        format: 'text',
        train,
        validationFraction: validationPercent / 100,
        testFraction: testPercent / 100,
      };
    }
  }
}

/**
 * Parses `32` or `32 × 24`. Returns [rows, columns], undefined for an empty text, or an error
 * message.
 */
function parseImageSize(text: string): [number, number] | undefined | string {
  if (text.trim() === '') return undefined;
  const match = /^\s*(\d+)\s*(?:[x×*,]\s*(\d+))?\s*$/i.exec(text);
  if (!match) return 'Write the size like 32 × 32, or leave it empty.';
  const [rows, columns] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (Math.min(rows, columns) < 1 || Math.max(rows, columns) > 512)
    return 'Rows and columns go from 1 to 512.';
  return [rows, columns];
}
