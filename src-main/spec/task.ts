import { z } from 'zod';

const count = z.int().min(0);

/** One thing an example has: numbers of a shape, or a class label. */
export const fieldSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('values'), shape: z.array(z.int().min(1)).min(1) }),
  z.strictObject({
    kind: z.literal('label'),
    classes: z.int().min(2),
    names: z.array(z.string()).optional(),
  }),
]);
export type Field = z.infer<typeof fieldSchema>;
export const fieldsSchema = z.record(z.string().min(1), fieldSchema);
export type Fields = z.infer<typeof fieldsSchema>;

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** The bundled digits: fields `image` (28 × 28 × 1, in [0, 1]) and `label` (10 classes). */
export const mnistTask = z.strictObject({
  kind: z.literal('mnist'),
  /** This many of the 60,000 training images, the last in the file, are kept for validation. */
  validation: count.max(50000).default(5000),
});

/** Points of interleaved spirals: fields `point` (2 numbers, about [-1, 1]) and `label`. */
export const spiralsTask = z.strictObject({
  kind: z.literal('spirals'),
  classes: z.int().min(2).max(10).default(3),
  turns: z.number().positive().max(5).default(1),
  noise: z.number().min(0).max(1).default(0.05),
  train: z.int().min(1).max(1_000_000).default(3000),
  validation: count.max(1_000_000).default(500),
  test: count.max(1_000_000).default(1000),
  /** Of the points themselves: the same in every run, whatever the run's seed. */
  seed: z.int().default(1),
});

/** Data imported into the project's `datasets` folder. */
export const datasetTask = z.strictObject({
  kind: z.literal('dataset'),
  dataset: z.string().min(1),
  /** The fields expected, so that a model can be drawn before its data is there. */
  fields: fieldsSchema.optional(),
  /** Examples taken from the end of the training part where the data has no validation part. */
  validation: count.optional(),
  /** The same for a missing test part. */
  test: count.optional(),
});

export const taskSchema = z.discriminatedUnion('kind', [mnistTask, spiralsTask, datasetTask]);
export type Task = z.infer<typeof taskSchema>;
export type TaskKind = Task['kind'];
export type TaskOf<K extends TaskKind> = Extract<Task, { kind: K }>;

/** A field by its name; undefined where there is none (or no fields are known). */
export function fieldOf(fields: Fields | null, name: string): Field | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/**
 * The fields a task offers, or null where they cannot be known yet (data that is not imported and
 * not described). `datasetFields` are those of the imported data set, if there is one.
 */
export function taskFields(task: Task, datasetFields?: Fields): Fields | null {
  switch (task.kind) {
    case 'mnist':
      return {
        image: { kind: 'values', shape: [28, 28, 1] },
        label: { kind: 'label', classes: 10 },
      };
    case 'spirals':
      return {
        point: { kind: 'values', shape: [2] },
        label: { kind: 'label', classes: task.classes },
      };
    case 'dataset':
      return datasetFields ?? task.fields ?? null;
  }
}
