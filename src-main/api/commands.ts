import { z } from 'zod';
import { importRequestSchema } from '../spec/dataset';
import { experimentSchema } from '../spec/experiment';
import { inspectRequestSchema, inspectResultSchema } from '../spec/inspect';
import { fieldsSchema, taskSchema } from '../spec/task';
import { methodSchema } from '../spec/training';
import { computeDetailsSchema, runtimeStateSchema, selfTestSchema, variantSchema } from './compute';
import {
  appInfoSchema,
  checkpointSchema,
  comparisonSchema,
  corpusStateSchema,
  datasetManifestSchema,
  listedCorpusSchema,
  logEntrySchema,
  projectSchema,
  recentProjectSchema,
  runSchema,
  savedModelSchema,
  seriesSchema,
  templateSchema,
} from './types';

function command<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { input, output };
}

const nothing = z.strictObject({});
const done = z.null();
const inProject = { projectId: z.string() };
const ofCorpus = { ...inProject, corpusId: z.string() };
const ofRun = { ...inProject, runId: z.string() };

/**
 * Everything the window can ask of main, declared once: validation, the allow-list of both
 * transports and the client's types follow from this table.
 */
export const commands = {
  'app.info': command(nothing, appInfoSchema),

  /** The machine, the TensorFlow runtimes installed on it, and what the others would cost. */
  'compute.describe': command(nothing, computeDetailsSchema),
  /** Tries an installed runtime out and measures its speed, in a few seconds and a process of its own. */
  'compute.test': command(z.strictObject({ variant: variantSchema }), selfTestSchema),
  /**
   * Begins to install a runtime; `compute.changed` tells how it goes on. With `from`, a folder with the
   * wheels, nothing is downloaded.
   */
  'compute.install': command(
    z.strictObject({ variant: variantSchema, from: z.string().min(1).optional() }),
    runtimeStateSchema,
  ),
  /** Stops the installation under way; what has arrived is kept. */
  'compute.cancel': command(nothing, done),
  /** Deletes what was kept of an installation. */
  'compute.forget': command(z.strictObject({ variant: variantSchema }), done),
  /** Deletes an installed runtime: not one that a run uses, and not the last one. */
  'compute.remove': command(z.strictObject({ variant: variantSchema }), done),

  'projects.recent': command(nothing, z.array(recentProjectSchema)),
  /** Null where another window shows the project already; that one comes to the front. */
  'projects.create': command(
    z.strictObject({ directory: z.string().min(1), name: z.string().min(1).max(200) }),
    projectSchema.nullable(),
  ),
  /** Null as for `create`. Electron opens recent projects, and what a dialog or a drop chose. */
  'projects.open': command(
    z.strictObject({ directory: z.string().min(1) }),
    projectSchema.nullable(),
  ),
  /** The project this window shows; null shows the start screen. */
  'projects.current': command(nothing, projectSchema.nullable()),

  /**
   * Electron: the platform's dialog, null where it was cancelled; commands may name what was chosen.
   * Browser: `unavailable`, since there every path may be typed.
   */
  'paths.choose': command(
    z.strictObject({ kind: z.enum(['file', 'folder']) }),
    z.string().nullable(),
  ),

  'templates.list': command(nothing, z.array(templateSchema)),

  'models.list': command(z.strictObject(inProject), z.array(savedModelSchema)),
  'models.get': command(z.strictObject({ ...inProject, modelId: z.string() }), savedModelSchema),
  /** Without an id a new model is made, with an id from its name. */
  'models.save': command(
    z.strictObject({ ...inProject, modelId: z.string().optional(), spec: experimentSchema }),
    savedModelSchema,
  ),
  'models.delete': command(z.strictObject({ ...inProject, modelId: z.string() }), done),

  'datasets.list': command(z.strictObject(inProject), z.array(datasetManifestSchema)),
  'datasets.import': command(
    z.strictObject({ ...inProject, request: importRequestSchema }),
    datasetManifestSchema,
  ),
  'datasets.delete': command(z.strictObject({ ...inProject, datasetId: z.string() }), done),

  /** What a task offers, as far as its data say: null where they are missing. Reads texts for their symbols. */
  'tasks.fields': command(
    z.strictObject({ ...inProject, task: taskSchema }),
    fieldsSchema.nullable(),
  ),

  /** What the program knows where to get. Asking fetches nothing. */
  'corpora.list': command(z.strictObject(inProject), z.array(listedCorpusSchema)),
  /**
   * Begins to make the corpus a data set of the project; `corpus.changed` tells how it goes on. With
   * `from`, a folder with the files or one of them, nothing is fetched.
   */
  'corpora.fetch': command(
    z.strictObject({ ...ofCorpus, from: z.string().min(1).optional() }),
    corpusStateSchema,
  ),
  /** Stops a fetch; what has arrived is kept. */
  'corpora.cancel': command(z.strictObject(ofCorpus), done),
  /** Deletes what was kept of a fetch. */
  'corpora.forget': command(z.strictObject(ofCorpus), done),

  'runs.list': command(z.strictObject(inProject), z.array(runSchema)),
  'runs.get': command(z.strictObject(ofRun), runSchema),
  /** Queues a run of a spec; `method`, `seed` and `steps` override the spec's own. */
  'runs.start': command(
    z.strictObject({
      ...inProject,
      spec: experimentSchema,
      modelId: z.string().nullable(),
      name: z.string().max(200).optional(),
      method: methodSchema.optional(),
      seed: z.int().min(0).optional(),
      steps: z.int().min(1).optional(),
    }),
    runSchema,
  ),
  'runs.pause': command(z.strictObject(ofRun), done),
  /** Goes on after a pause, or restarts an ended run from its last checkpoint. */
  'runs.resume': command(z.strictObject({ ...ofRun, steps: z.int().min(1).optional() }), done),
  /** Ends the run with a checkpoint. */
  'runs.stop': command(z.strictObject(ofRun), done),
  'runs.update': command(
    z.strictObject({
      ...ofRun,
      name: z.string().min(1).max(200).optional(),
      notes: z.string().optional(),
      tags: z.array(z.string()).optional(),
    }),
    runSchema,
  ),
  'runs.delete': command(z.strictObject(ofRun), done),
  /** At most about `points` points a curve, thinned to each pixel's minimum and maximum. */
  'runs.series': command(
    z.strictObject({
      ...inProject,
      runIds: z.array(z.string()).max(500),
      metrics: z.array(z.string()).max(500),
      points: z.int().min(10).max(100_000).default(2000),
      fromStep: z.number().optional(),
      toStep: z.number().optional(),
      /** Applied to the full curve before it is thinned. */
      smoothing: z.number().min(0).max(0.999).default(0),
    }),
    z.array(seriesSchema),
  ),
  'runs.log': command(z.strictObject(ofRun), z.array(logEntrySchema)),
  'runs.checkpoints': command(z.strictObject(ofRun), z.array(checkpointSchema)),
  /** A checkpoint goes on with a text, or answers its task; `step`: which one, the last where left out. */
  'runs.look': command(
    z.strictObject({ ...ofRun, step: z.int().min(0).optional(), request: inspectRequestSchema }),
    inspectResultSchema,
  ),

  'comparisons.list': command(z.strictObject(inProject), z.array(comparisonSchema)),
  'comparisons.save': command(
    z.strictObject({
      ...inProject,
      comparison: comparisonSchema.omit({ id: true, modified: true }).extend({
        id: z.string().optional(),
      }),
    }),
    comparisonSchema,
  ),
  'comparisons.delete': command(z.strictObject({ ...inProject, comparisonId: z.string() }), done),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** As the caller writes it (defaults may be left out), and as the handler gets it. */
export type CommandInput<C extends CommandName> = z.input<Commands[C]['input']>;
export type ParsedInput<C extends CommandName> = z.output<Commands[C]['input']>;
export type CommandOutput<C extends CommandName> = z.output<Commands[C]['output']>;

export type Handlers = {
  [C in CommandName]: (input: ParsedInput<C>) => Promise<CommandOutput<C>> | CommandOutput<C>;
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
