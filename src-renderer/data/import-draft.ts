import type {
  ImportFormat,
  ImportRequest,
  ScalingMethod,
  TableDialect,
  TableRequest,
} from '#spec/dataset';
import type { RoleChoices } from './column-roles';

/** Where the validation or the test part comes from, as chosen in the form. */
export interface PartDraft {
  from: 'cut' | 'file';
  /** Of all rows or characters, cut from the end. */
  percent: number;
  file: string;
}

/** The content of the import form, as typed. */
export interface ImportDraft {
  format: ImportFormat;
  /** Null: the name that `proposeName` gives. */
  name: string | null;
  images: string;
  labels: string;
  testImages: string;
  testLabels: string;
  directory: string;
  /** The file of a table. */
  file: string;
  tableValidation: PartDraft;
  tableTest: PartDraft;
  /** How the text of a table is read; what is left out is detected. */
  dialect: Partial<TableDialect>;
  /** The roles that the user gave to columns. */
  roles: RoleChoices;
  /** The user said that no column is to be predicted. */
  predictsNext: boolean;
  missing: TableRequest['missing'];
  missingValue: number;
  scaling: ScalingMethod | 'none';
  scaleValues: boolean;
  inputs: string;
  targets: string;
  target: 'detect' | 'class' | 'value';
  testInputs: string;
  testTargets: string;
  /** How the bytes of an array are interpreted. */
  bytes: 'numbers' | 'pixels';
  /** Whether rows that are sorted by class are shuffled. */
  order: 'mix' | 'keep';
  /** Empty: all images have the same size already. */
  size: string;
  channels: '1' | '3';
  background: 'white' | 'black';
  /** The file of a text. */
  train: string;
  textValidation: PartDraft;
  textTest: PartDraft;
}

export function createEmptyDraft(): ImportDraft {
  const cut = (percent: number): PartDraft => ({ from: 'cut', percent, file: '' });
  return {
    format: 'idx',
    name: null,
    images: '',
    labels: '',
    testImages: '',
    testLabels: '',
    directory: '',
    file: '',
    tableValidation: cut(0),
    tableTest: cut(0),
    dialect: {},
    roles: new Map(),
    predictsNext: false,
    missing: 'refuse',
    missingValue: 0,
    scaling: 'none',
    scaleValues: false,
    inputs: '',
    targets: '',
    target: 'detect',
    testInputs: '',
    testTargets: '',
    bytes: 'numbers',
    order: 'mix',
    size: '',
    channels: '3',
    background: 'white',
    train: '',
    textValidation: cut(5),
    textTest: cut(5),
  };
}

/** The form in which one file was named: that of a table, an array or a text. The rest is asked for as usual. */
export function draftOf(request: ImportRequest): ImportDraft {
  const draft = { ...createEmptyDraft(), format: request.format };
  switch (request.format) {
    case 'csv':
      return { ...draft, file: request.file };
    case 'npy':
      return { ...draft, inputs: request.inputs };
    case 'text':
      return { ...draft, train: request.train };
    default:
      return draft;
  }
}

export const formatLabels: Record<ImportFormat, string> = {
  csv: 'Table in a text file (CSV, TSV)',
  npy: 'NumPy arrays (NPY)',
  images: 'Folder of images by class',
  text: 'Text in UTF-8',
  idx: 'IDX files, as MNIST has them',
  cifar10: 'CIFAR-10 binary batches',
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
    .slice(0, 60)
    .replace(/-+$/, '');
}

const extensions = /(\.(csv|tsv|tab|txt|dat|data|npy))?(\.gz)?$/i;

/** The file or folder after which a data set is named. */
function mainPath(draft: ImportDraft): string {
  switch (draft.format) {
    case 'idx':
      return draft.images;
    case 'cifar10':
    case 'images':
      return draft.directory;
    case 'csv':
      return draft.file;
    case 'npy':
      return draft.inputs;
    case 'text':
      return draft.train;
  }
}

/**
 * The name of the file or folder without its extensions, with a number where the project has a data
 * set of that id. Empty where no file is chosen.
 */
export function proposeName(draft: ImportDraft, takenIds: readonly string[]): string {
  const file = mainPath(draft)
    .trim()
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1);
  const name = (file ?? '').replace(extensions, '').slice(0, 180);
  const id = makeDatasetId(name);
  if (!takenIds.includes(id)) return id === '' ? '' : name;
  for (let number = 2; ; number += 1) {
    const numbered = `${name} ${number}`;
    if (!takenIds.includes(makeDatasetId(numbered))) return numbered;
  }
}
