import { z } from 'zod';
import { fieldsSchema } from './task';

/** How many examples each part of the data has; of a text symbols, of an imported sequence ticks. */
const partCountsSchema = z.strictObject({ train: z.int(), validation: z.int(), test: z.int() });
export type PartCounts = z.infer<typeof partCountsSchema>;

/** What a look at the data of a task has found. */
export const taskDataSchema = z.strictObject({
  /** Null where they follow from data that cannot be read. */
  fields: fieldsSchema.nullable(),
  /** Null where the data cannot be read, and where the stream is generated without end. */
  counts: partCountsSchema.nullable(),
  /** Bytes that the data take in memory while a run trains. */
  bytes: z.number(),
  /** Why a run could not read the data, and how to get it; null where it can. */
  problem: z
    .strictObject({ setting: z.string(), message: z.string(), remedy: z.string() })
    .nullable(),
});
export type TaskData = z.infer<typeof taskDataSchema>;

/** What the machine has that runs train on. */
export const trainingMachineSchema = z.strictObject({
  /** Bytes of main memory, or the limit of the container where that is smaller. */
  memory: z.number(),
  /** The GPU that computes; null where the CPU does. Its bytes are null where they are not known. */
  gpu: z.strictObject({ memory: z.number().nullable() }).nullable(),
  /** Whether what computes multiplies bfloat16 faster than float32; left out where it is not known. */
  bfloat16: z.boolean().optional(),
});
export type TrainingMachine = z.infer<typeof trainingMachineSchema>;
