import { z } from 'zod';
import { modelSchema, nodeIdSchema } from './model';
import { taskSchema } from './task';
import { diagnosticsSchema, trainingSchema } from './training';

/** The version of every JSON file this program writes. A higher one is refused, never overwritten. */
export const formatVersion = 1;

/** Where nodes stand on the canvas, in pixels at zoom 1. Nodes not named are laid out by themselves. */
export const canvasSchema = z.strictObject({
  positions: z.record(nodeIdSchema, z.strictObject({ x: z.number(), y: z.number() })),
});

/** All that a user can describe: what a template, a saved model and the start of a run hold. */
export const experimentSchema = z.strictObject({
  version: z.literal(formatVersion),
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  model: modelSchema,
  task: taskSchema,
  training: trainingSchema,
  diagnostics: diagnosticsSchema.default({ every: 100, batch: 256 }),
  canvas: canvasSchema.optional(),
});
export type Experiment = z.infer<typeof experimentSchema>;
/** As written by hand: settings with a default may be left out. */
export type ExperimentInput = z.input<typeof experimentSchema>;
