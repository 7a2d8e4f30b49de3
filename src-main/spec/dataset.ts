import { z } from 'zod';
import { formatVersion } from './experiment';
import { fieldsSchema } from './task';

const path = z.string().min(1);

/** The name of the data set's folder in `datasets`, by which tasks refer to it. */
export const datasetIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'an id has small letters, digits and hyphens')
  .max(60);

const common = {
  id: datasetIdSchema,
  /** Shown in the window; the id where it is left out. */
  name: z.string().min(1).max(200).optional(),
};

/** Rows sorted by class are shuffled at import, unless this is set because their order matters, as in sequences. */
const keepOrder = z.boolean().default(false);

/** Text encodings by their WHATWG names, which `TextDecoder` knows. */
export const textEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-2',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'shift_jis',
  'gbk',
  'big5',
  'euc-kr',
] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** `whitespace`: any number of blanks and tabs. */
export const tableDelimiters = [',', ';', '\t', '|', 'whitespace'] as const;
export type TableDelimiter = (typeof tableDelimiters)[number];

/** How the text of a table is read. What is left out is detected. */
const tableDialect = {
  delimiter: z.enum(tableDelimiters).optional(),
  encoding: z.enum(textEncodings).optional(),
  /** Whether the first line holds the columns' names. If not, they are named 1, 2, … */
  header: z.boolean().optional(),
  decimal: z.enum(['.', ',']).optional(),
};
export type TableDialect = Required<z.infer<z.ZodObject<typeof tableDialect>>>;

const columnName = z.string().min(1);

export const scalingMethodSchema = z.enum(['standardize', 'min-max']);
export type ScalingMethod = z.infer<typeof scalingMethodSchema>;

/** A table of numbers in a text file: a row for each example, or for each tick of a sequence. */
export const tableRequestSchema = z.strictObject({
  format: z.literal('csv'),
  ...common,
  file: path,
  validationFile: path.optional(),
  testFile: path.optional(),
  ...tableDialect,
  /** The column of classes. Columns are given by their name, or their number from 1. */
  label: columnName.optional(),
  /** Columns of numbers to predict. With neither these nor a label, the rows can only predict the next rows. */
  values: z.array(columnName).default([]),
  /** The input columns; left out, all others except row numbers and `ignore`. */
  features: z.array(columnName).optional(),
  ignore: z.array(columnName).default([]),
  /**
   * What happens to rows with missing cells. `mean` (of the training part) and `constant` fill features; a row
   * without its label or a value to predict is refused, or dropped with `drop`.
   */
  missing: z.enum(['refuse', 'drop', 'mean', 'constant']).default('refuse'),
  /** The number that `constant` fills in. */
  missingValue: z.number().default(0),
  /** Scaling of the features, fitted on the training part: zero mean and unit variance, or the range [0, 1]. */
  scaling: scalingMethodSchema.or(z.literal('none')).default('none'),
  /** Whether the values to predict are scaled in the same way. */
  scaleValues: z.boolean().default(false),
  /** Fractions of the rows for parts without a file, cut from the end: test last, validation before it. */
  validationFraction: z.number().min(0).lt(1).default(0),
  testFraction: z.number().min(0).lt(1).default(0),
  keepOrder,
});
export type TableRequest = z.infer<typeof tableRequestSchema>;
export type TableRequestInput = z.input<typeof tableRequestSchema>;

/** What to import, and how to read it. Paths are on the machine where the main process runs. */
export const importRequestSchema = z.discriminatedUnion('format', [
  /** Pairs of IDX files, gzipped or not: the format of MNIST. */
  z.strictObject({
    format: z.literal('idx'),
    ...common,
    images: path,
    labels: path,
    testImages: path.optional(),
    testLabels: path.optional(),
    /** Names of the classes, in the order of their numbers. */
    classNames: z.array(z.string().min(1)).min(2).optional(),
    keepOrder,
  }),
  /** A folder with `data_batch_1.bin` … `data_batch_5.bin` and `test_batch.bin`. */
  z.strictObject({ format: z.literal('cifar10'), ...common, directory: path }),
  tableRequestSchema,
  /** NumPy's NPY files: an array of inputs and one of targets. Row i of both is example i, or tick i. */
  z.strictObject({
    format: z.literal('npy'),
    ...common,
    inputs: path,
    /** Left out, the rows can only predict the next rows. */
    targets: path.optional(),
    /** What the targets are; left out, integers are classes and floating-point numbers are values. */
    target: z.enum(['class', 'value']).optional(),
    testInputs: path.optional(),
    testTargets: path.optional(),
    /** The inputs are bytes of pixels: 0 to 255 is scaled to 0 to 1. */
    pixels: z.boolean().default(false),
    keepOrder,
  }),
  /** One folder per class, optionally in `train`, `validation` and `test`. The examples are shuffled at import. */
  z.strictObject({
    format: z.literal('images'),
    ...common,
    directory: path,
    /** Rows and columns to which every image is resized; left out, all must have the same size. */
    size: z.tuple([z.int().min(1).max(512), z.int().min(1).max(512)]).optional(),
    channels: z.union([z.literal(1), z.literal(3)]).default(3),
    /** The colour behind transparent pixels. */
    background: z.enum(['white', 'black']).default('white'),
    /** Leaves out files that cannot be read, or are of another size; otherwise they are refused. */
    skipDamaged: z.boolean().default(false),
  }),
  /** Text in UTF-8: a file for each split, or splits cut from the end of the training file. */
  z.strictObject({
    format: z.literal('text'),
    ...common,
    train: path,
    validation: path.optional(),
    test: path.optional(),
    /** Fractions of the whole file, for splits without a file; with 0 the task cuts them. */
    validationFraction: z.number().min(0).lt(1).default(0),
    testFraction: z.number().min(0).lt(1).default(0),
  }),
]);
export type ImportRequest = z.infer<typeof importRequestSchema>;
export type ImportRequestInput = z.input<typeof importRequestSchema>;
export type ImportFormat = ImportRequest['format'];

/** The settings of an import that are paths. */
const pathSettings: Record<ImportFormat, readonly string[]> = {
  idx: ['images', 'labels', 'testImages', 'testLabels'],
  cifar10: ['directory'],
  images: ['directory'],
  csv: ['file', 'validationFile', 'testFile'],
  npy: ['inputs', 'targets', 'testInputs', 'testTargets'],
  text: ['train', 'validation', 'test'],
};

function pathsByName({ format, ...settings }: Pick<ImportRequest, 'format'>): [string, string][] {
  const values = new Map(Object.entries(settings));
  return pathSettings[format].flatMap((name): [string, string][] => {
    const path: unknown = values.get(name);
    return typeof path === 'string' ? [[name, path]] : [];
  });
}

/** Every file and folder that an import reads. */
export function importPaths(request: Pick<ImportRequest, 'format'>): string[] {
  return pathsByName(request).map(([, path]) => path);
}

/** The request with each of its paths changed. */
export function changeImportPaths<R extends Pick<ImportRequest, 'format'>>(
  request: R,
  change: (path: string) => string,
): R {
  const paths = pathsByName(request).map(([name, path]) => [name, change(path)]);
  return { ...request, ...Object.fromEntries(paths) };
}

function partsOf<T extends z.ZodType>(value: T) {
  return z.strictObject({ train: value, validation: value, test: value });
}

/** One binary file of an imported data set. */
const datasetFileSchema = z.strictObject({
  /** `train.image.u8`: split, field and number format (u8, i32 or f32, little-endian); text: `train.txt`. */
  name: z.string().regex(/^[^/\\\0]+$/, 'the name of a file in the folder of the data set'),
  bytes: z.int(),
  sha256: z.string(),
});

/** `datasets/<id>/manifest.json`: what was imported and how to read it. */
export const datasetManifestSchema = z.strictObject({
  version: z.literal(formatVersion),
  id: datasetIdSchema,
  name: z.string(),
  format: z.enum(['idx', 'cifar10', 'csv', 'npy', 'images', 'text']),
  /** Empty for text, whose fields follow from the task. */
  fields: fieldsSchema,
  /** Number of examples; of characters for text. */
  counts: partsOf(z.int()),
  /** By field of values: stored number × scale = value. */
  scales: z.record(z.string(), z.number()),
  /** For text: the number of distinct characters in the training split. */
  symbols: z.int().optional(),
  /** Whether the examples were shuffled at import. */
  mixed: z.boolean().optional(),
  // Version 0.1.0 did not write the following.
  /** By label field: the examples of each class, in the order of the classes. */
  classCounts: z.record(z.string(), partsOf(z.array(z.int()))).optional(),
  /** By field of values that comes from a table: the names of its columns, in order. */
  columns: z.record(z.string(), z.array(z.string())).optional(),
  /** By field of values that was scaled: value in the source = number × `scale` + `offset`, column by column. */
  scaling: z
    .record(
      z.string(),
      z.strictObject({
        method: scalingMethodSchema,
        offset: z.array(z.number()),
        scale: z.array(z.number()),
      }),
    )
    .optional(),
  /** What the import detected, changed or left out, in sentences for the user. */
  notes: z.array(z.string()).optional(),
  /** What looks wrong in the data, in sentences for the user. */
  warnings: z.array(z.string()).optional(),
  files: z.array(datasetFileSchema),
  /** Where it was imported from, as shown to the user. */
  source: z.string(),
  created: z.iso.datetime(),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;

/** What a column of a table is used for. */
export const columnRoles = ['feature', 'label', 'value', 'ignore'] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** A table before it is imported: how its text is read, its columns with their roles, and its first rows. */
export const tablePreviewSchema = z.strictObject({
  /** How the text is read: as the request says, else as detected. */
  dialect: z.strictObject({
    delimiter: z.enum(tableDelimiters),
    encoding: z.enum(textEncodings),
    header: z.boolean(),
    decimal: z.enum(['.', ',']),
  }),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** `number`: every cell that is not missing is a number. `empty`: all are missing. */
      kind: z.enum(['number', 'text', 'empty']),
      missing: z.int(),
      /** Different cells, numbers compared as numbers; null where they are more than can be classes. */
      distinct: z.int().nullable(),
      /** Of the numbers; null for text. */
      range: z.strictObject({ min: z.number(), max: z.number(), mean: z.number() }).nullable(),
      /** As the request says, else as proposed. */
      role: z.enum(columnRoles),
      /** Why the role is proposed, where that is not obvious; null otherwise. */
      note: z.string().nullable(),
    }),
  ),
  /** The cells of the first rows, as written. */
  rows: z.array(z.array(z.string())),
  counts: partsOf(z.int()),
  /** Classes of the label column with their examples, in the order of the classes; null without a label column. */
  classes: z.array(z.strictObject({ name: z.string(), counts: partsOf(z.int()) })).nullable(),
  notes: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Why this request would be refused; null where it can be imported. */
  refusal: z.string().nullable(),
});
export type TablePreview = z.infer<typeof tablePreviewSchema>;

/** Of the training part, cut from its end where the data has no such part of its own. */
const cutFraction = 0.1;

/** The examples of each part that a task should cut from the end of the training part, since the data has no such part. */
export function cutMissingParts({
  train,
  validation,
  test,
}: DatasetManifest['counts']): Partial<Record<'validation' | 'test', number>> {
  const cut = Math.floor(train * cutFraction);
  return {
    ...(validation === 0 && cut > 0 && { validation: cut }),
    ...(test === 0 && cut > 0 && { test: cut }),
  };
}
