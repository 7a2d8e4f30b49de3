import { z } from 'zod';
import type { Task } from './task';

/** What can be asked of a saved checkpoint: to say something. */
export const inspectRequestSchema = z.discriminatedUnion('kind', [
  /** A text model goes on with a prompt. */
  z.strictObject({
    kind: z.literal('sample'),
    prompt: z.string().max(10_000).default(''),
    /** Logits are divided by it: 0 always takes the likeliest symbol. */
    temperature: z.number().min(0).max(10).default(0.8),
    /** Symbols to say. */
    length: z.int().min(1).max(10_000).default(400),
    seed: z.int().min(0).max(0xffffffff).default(1),
  }),
  /** A task that asks for symbols is answered once. */
  z.strictObject({
    kind: z.literal('answer'),
    /** Ticks shown; left out: one sequence, or 40. */
    ticks: z.int().min(1).max(1000).optional(),
    /** Copy tasks: N and R of the sequence; left out, those the task begins with. */
    length: z.int().min(1).max(1000).optional(),
    repeats: z.int().min(1).max(1000).optional(),
    seed: z.int().min(0).max(0xffffffff).default(1),
  }),
]);
export type InspectRequest = z.infer<typeof inspectRequestSchema>;

/** What was seen. */
export const inspectResultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), step: z.int(), text: z.string() }),
  /** One entry a tick. */
  z.strictObject({
    kind: z.literal('answer'),
    step: z.int(),
    /** What the model saw: the class, or of numbers the place of the largest; −1: nothing. */
    input: z.array(z.int()),
    /** The class asked for; −1: none. */
    target: z.array(z.int()),
    /** What the model said. */
    output: z.array(z.int()),
    /** Names of the classes of input and output, where they have some. */
    inputNames: z.array(z.string()).nullable(),
    names: z.array(z.string()).nullable(),
  }),
]);
export type InspectResult = z.infer<typeof inspectResultSchema>;

/** The task that is answered: copy tasks at the length asked for, whatever their curriculum has come to. */
export function inspectedTask(task: Task, look: InspectRequest): Task {
  if (look.kind !== 'answer' || (task.kind !== 'copy' && task.kind !== 'repeatCopy')) return task;
  const { length = task.length } = look;
  if (task.kind === 'copy') return { ...task, length, curriculum: false };
  return { ...task, length, repeats: look.repeats ?? task.repeats, curriculum: false };
}
