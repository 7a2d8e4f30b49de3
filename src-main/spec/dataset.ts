import { z } from 'zod';
import { formatVersion } from './experiment';
import { fieldsSchema } from './task';

const path = z.string().min(1);

/** Names the data set's folder under `datasets`, and is how tasks refer to it. */
export const datasetIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'an id has small letters, digits and hyphens')
  .max(60);

const common = {
  id: datasetIdSchema,
  /** For people; the id where it is left out. */
  name: z.string().min(1).max(200).optional(),
};

/** Rows that are sorted by class are mixed unless this says that their order matters, as in sequences. */
const keepOrder = z.boolean().default(false);

/** What to import, and how to read it. Paths are on the machine of the program. */
export const importRequestSchema = z.discriminatedUnion('format', [
  /** Pairs of IDX files, gzipped or not, as MNIST has them. */
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
  /** A table of numbers, divided by commas, with one column of labels. */
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
  /** NumPy's NPY files: an array of inputs and one of targets; a row of each is an example, or a tick. */
  z.strictObject({
    format: z.literal('npy'),
    ...common,
    inputs: path,
    /** Whole numbers are classes, others are values. */
    targets: path,
    testInputs: path.optional(),
    testTargets: path.optional(),
    /** The inputs are bytes, and these pixels: 0 to 255 become 0 to 1. */
    pixels: z.boolean().default(false),
    keepOrder,
  }),
  /** One folder a class, optionally under `train` and `test`. The examples' order is mixed. */
  z.strictObject({
    format: z.literal('images'),
    ...common,
    directory: path,
    /** Rows and columns to which every image is brought; left out, all must be of one size. */
    size: z.tuple([z.int().min(1).max(512), z.int().min(1).max(512)]).optional(),
    channels: z.union([z.literal(1), z.literal(3)]).default(3),
  }),
  /** Text in UTF-8: a file for each part, or parts cut from the end of the training file. */
  z.strictObject({
    format: z.literal('text'),
    ...common,
    train: path,
    validation: path.optional(),
    test: path.optional(),
    /** Of the whole file, for parts that have no file; 0 leaves the cutting to the task. */
    validationFraction: z.number().min(0).lt(1).default(0),
    testFraction: z.number().min(0).lt(1).default(0),
  }),
]);
export type ImportRequest = z.infer<typeof importRequestSchema>;
export type ImportRequestInput = z.input<typeof importRequestSchema>;
export type ImportFormat = ImportRequest['format'];

/** Every file and folder that an import reads. */
export function importPaths(request: ImportRequest): string[] {
  const named = ((): (string | undefined)[] => {
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
  return named.filter((path) => path !== undefined);
}

/** A column file of an imported data set. */
export const datasetFileSchema = z.strictObject({
  /** `train.image.u8`: split, field and number format (u8, i32 or f32, little-endian); text: `train.txt`. */
  name: z.string(),
  bytes: z.int(),
  sha256: z.string(),
});

/** `datasets/<id>/manifest.json`: what was imported and how to read it. */
export const datasetManifestSchema = z.strictObject({
  version: z.literal(formatVersion),
  id: datasetIdSchema,
  name: z.string(),
  format: z.enum(['idx', 'cifar10', 'csv', 'npy', 'images', 'text']),
  /** None where it is text: they follow from the task. */
  fields: fieldsSchema,
  /** Examples; characters, where it is text. */
  counts: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  /** Stored number × scale = value, by field of numbers. */
  scales: z.record(z.string(), z.number()),
  /** Different characters of the training part, where it is text. */
  symbols: z.int().optional(),
  /** Whether the examples were put in another order than the files had. */
  mixed: z.boolean().optional(),
  files: z.array(datasetFileSchema),
  /** Where it came from, for people. */
  source: z.string(),
  created: z.iso.datetime(),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;
