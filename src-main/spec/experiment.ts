import { z } from 'zod';
import { coordinateSchema, framesSchema, notesSchema } from './annotations';
import { modelSchema, nodeIdSchema } from './model';
import { taskSchema } from './task';
import { diagnosticsSchema, trainingSchema } from './training';

/** Version of every JSON file the program writes. Files of a higher version are rejected and never overwritten. */
export const formatVersion = 1;

const moduleNumberSchema = z.number().int().min(0).max(1_000_000);
const moduleNumbersSchema = z.record(nodeIdSchema, moduleNumberSchema).optional();

/** The entries of a map of module numbers that can be read. */
function readableNumbers(value: unknown): z.infer<typeof moduleNumbersSchema> {
  if (typeof value !== 'object' || value === null) return undefined;
  const readable = Object.entries(value).filter(
    ([id, number]) =>
      nodeIdSchema.safeParse(id).success && moduleNumberSchema.safeParse(number).success,
  );
  return readable.length > 0 ? (Object.fromEntries(readable) as Record<string, number>) : undefined;
}

/**
 * What the canvas shows of a model beside the model itself. Positions of nodes are in pixels at zoom 1; nodes that are
 * not listed are laid out automatically. A module whose number is saved under one of its nodes has the colour of it:
 * `numberModules`.
 */
const canvasSchema = z.strictObject({
  positions: z.record(nodeIdSchema, z.strictObject({ x: coordinateSchema, y: coordinateSchema })),
  frames: framesSchema.optional(),
  notes: notesSchema.optional(),
  // They are only colours: wrong ones do not make the model unreadable. Zod asks without an input when it writes the schema.
  moduleNumbers: moduleNumbersSchema.catch((failed?: { input: unknown }) =>
    readableNumbers(failed?.input),
  ),
});

/**
 * Everything a user can describe: the content of a template and of a saved model, and the start of a run.
 *
 *     const { experiment, problems } = parseExperiment(parseJson(text));
 *     if (experiment) problems.push(...checkExperiment(experiment, taskFields(experiment.task)));
 */
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
/** An experiment as a file may hold it: settings with a default can be left out. */
export type ExperimentInput = z.input<typeof experimentSchema>;
