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
  }),
  /** A folder with `data_batch_1.bin` … `data_batch_5.bin` and `test_batch.bin`. */
  z.strictObject({ format: z.literal('cifar10'), ...common, directory: path }),
  /** A comma-separated table of numbers with one column of labels. */
  z.strictObject({
    format: z.literal('csv'),
    ...common,
    file: path,
    testFile: path.optional(),
    /** The column to be predicted, by its name or its number from 1. */
    label: z.string().min(1),
    /** Whether the first line holds the columns' names. */
    header: z.boolean().default(true),
    /** `class`: its values are names of classes. `value`: they are numbers (regression). */
    target: z.enum(['class', 'value']).default('class'),
    keepOrder,
  }),
  /** NumPy's NPY files: an array of inputs and one of targets. Row i of both is example i, or tick i. */
  z.strictObject({
    format: z.literal('npy'),
    ...common,
    inputs: path,
    /** Integers are classes, floating-point numbers are values. */
    targets: path,
    testInputs: path.optional(),
    testTargets: path.optional(),
    /** The inputs are bytes of pixels: 0 to 255 is scaled to 0 to 1. */
    pixels: z.boolean().default(false),
    keepOrder,
  }),
  /** One folder per class, optionally in `train` and `test`. The examples are shuffled at import. */
  z.strictObject({
    format: z.literal('images'),
    ...common,
    directory: path,
    /** Rows and columns to which every image is resized; left out, all must have the same size. */
    size: z.tuple([z.int().min(1).max(512), z.int().min(1).max(512)]).optional(),
    channels: z.union([z.literal(1), z.literal(3)]).default(3),
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

/** Every file and folder that an import reads. */
export function importPaths(request: ImportRequest): string[] {
  const paths = ((): (string | undefined)[] => {
    switch (request.format) {
      case 'idx':
        return [request.images, request.labels, request.testImages, request.testLabels];
      case 'cifar10':
      case 'images':
        return [request.directory];
      case 'csv':
        return [request.file, request.testFile];
      case 'npy':
        return [request.inputs, request.targets, request.testInputs, request.testTargets];
      case 'text':
        return [request.train, request.validation, request.test];
    }
  })();
  return paths.filter((path) => path !== undefined);
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
  counts: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  /** By field of values: stored number × scale = value. */
  scales: z.record(z.string(), z.number()),
  /** For text: the number of distinct characters in the training split. */
  symbols: z.int().optional(),
  /** Whether the examples were shuffled at import. */
  mixed: z.boolean().optional(),
  files: z.array(datasetFileSchema),
  /** Where it was imported from, as shown to the user. */
  source: z.string(),
  created: z.iso.datetime(),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;
