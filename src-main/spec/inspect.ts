import { z } from 'zod';
import type { Task } from './task';

/** A request to run the model of a checkpoint forward and show its output. */
export const inspectRequestSchema = z.discriminatedUnion('kind', [
  /** Sample a continuation of a prompt from a text model. */
  z.strictObject({
    kind: z.literal('sample'),
    prompt: z.string().max(10_000).default(''),
    /** Divides the logits before the softmax; 0 always takes the most likely symbol. */
    temperature: z.number().min(0).max(10).default(0.8),
    /** Number of symbols to sample. */
    length: z.int().min(1).max(10_000).default(400),
    seed: z.int().min(0).max(0xffffffff).default(1),
  }),
  /** Show input, target and output for some ticks of a sequence task. */
  z.strictObject({
    kind: z.literal('answer'),
    /** Number of ticks; left out: one sequence, or 40 where the length of a sequence is unknown. */
    ticks: z.int().min(1).max(1000).optional(),
    /** Copy tasks: N and R of the sequence; left out, those of the first level. */
    length: z.int().min(1).max(1000).optional(),
    repeats: z.int().min(1).max(1000).optional(),
    seed: z.int().min(0).max(0xffffffff).default(1),
  }),
  /** Show which class the model gives each point of a plane: models whose input is two numbers. */
  z.strictObject({
    kind: z.literal('surface'),
    /** Points on a side of the grid. */
    size: z.int().min(2).max(64).default(48),
  }),
]);
export type InspectRequest = z.infer<typeof inspectRequestSchema>;
/** Those that run a stream of ticks through the model. */
export type StreamInspectRequest = Exclude<InspectRequest, { kind: 'surface' }>;

/** The result of a request. */
export const inspectResultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), step: z.int(), text: z.string() }),
  /** The arrays have one entry per tick. */
  z.strictObject({
    kind: z.literal('answer'),
    step: z.int(),
    /** The loss node whose answers are shown, where the model has several; null where it has one. */
    loss: z.string().nullable(),
    /** Class index of the input; for values the index of the largest; −1 where all are zero. */
    input: z.array(z.int()),
    /** Class index of the target; −1 at ticks without one. */
    target: z.array(z.int()),
    /** The class with the largest logit; −1 at ticks without a prediction. */
    output: z.array(z.int()),
    /** Names of the input's classes, where it has names. */
    inputNames: z.array(z.string()).nullable(),
    /** Names of the classes of target and output, where they have names. */
    names: z.array(z.string()).nullable(),
  }),
  /** The arrays of the grid have an entry for each point, row by row from the smallest y, and from the smallest x in each. */
  z.strictObject({
    kind: z.literal('surface'),
    step: z.int(),
    /** The loss node whose classes are shown. */
    loss: z.string(),
    size: z.int(),
    /** The grid is a square from −extent to extent. */
    extent: z.number(),
    /** The most likely class, and its probability. */
    classes: z.array(z.int()),
    probabilities: z.array(z.number()),
    /** Some examples of the training part: x, y and class. */
    examples: z.array(z.tuple([z.number(), z.number(), z.int()])),
  }),
]);
export type InspectResult = z.infer<typeof inspectResultSchema>;
export type DecisionSurface = Extract<InspectResult, { kind: 'surface' }>;

/** The task to inspect: copy tasks get the requested length, independent of the level of their curriculum. */
export function resolveInspectedTask(task: Task, request: InspectRequest): Task {
  if (request.kind !== 'answer' || (task.kind !== 'copy' && task.kind !== 'repeatCopy'))
    return task;
  const { length = task.length } = request;
  if (task.kind === 'copy') return { ...task, length, curriculum: false };
  return { ...task, length, repeats: request.repeats ?? task.repeats, curriculum: false };
}
