/** What the start page shows of a project that is not open, and what a file or folder can become a project of. */
import { z } from 'zod';
import { importRequestSchema } from '../spec/dataset';
import { experimentSchema } from '../spec/experiment';

/** A curve in a picture: points from 0 (left, bottom) to 1; null breaks it. */
const pictureLineSchema = z.strictObject({
  /** The index of its colour among those of runs; null: neutral ink. */
  color: z.int().nullable(),
  x: z.array(z.number()),
  y: z.array(z.number().nullable()),
});

export type PictureLine = z.infer<typeof pictureLineSchema>;

/** A small picture of a project: of its last comparison, else of its latest run, else of the model saved last. */
export const projectPictureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['comparison', 'run']),
    /** The name of the comparison or run. */
    name: z.string(),
    /** What the curves are, such as `Test error`. */
    title: z.string(),
    lines: z.array(pictureLineSchema),
  }),
  z.strictObject({ kind: z.literal('model'), name: z.string(), spec: experimentSchema }),
]);
export type ProjectPicture = z.infer<typeof projectPictureSchema>;

/** What a project begins with. */
export const projectBeginningSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('model'), spec: experimentSchema }),
  /** A data set, and a model that fits it. */
  z.strictObject({ kind: z.literal('data'), request: importRequestSchema }),
]);
export type ProjectBeginning = z.input<typeof projectBeginningSchema>;

/** What the start page offers to do with a file or folder. */
export const startOfferSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('project'), path: z.string(), name: z.string() }),
  z.strictObject({ kind: z.literal('archive'), path: z.string(), name: z.string() }),
  z.strictObject({ kind: z.literal('model'), name: z.string(), spec: experimentSchema }),
  z.strictObject({
    kind: z.literal('data'),
    name: z.string(),
    /** What was found, such as `a folder of images by class`. */
    found: z.string(),
    request: importRequestSchema,
    /** Of a table: its columns, how each is predicted, and the one that looks like it. */
    columns: z
      .strictObject({
        list: z.array(z.strictObject({ name: z.string(), role: z.enum(['label', 'value']) })),
        proposed: z.string().nullable(),
      })
      .nullable(),
  }),
  z.strictObject({ kind: z.literal('curves'), path: z.string(), name: z.string() }),
]);
export type StartOffer = z.infer<typeof startOfferSchema>;
