import { z } from 'zod';
import { corpusProgressSchema, corpusSchema } from '../spec/corpora';
import { datasetManifestSchema } from '../spec/dataset';
import { experimentSchema } from '../spec/experiment';
import { metricValueSchema, valueCountsSchema } from '../spec/metric-value';
import { runSchema } from '../spec/run';
import { trainingMachineSchema } from '../spec/task-data';

/** The backend and device that runs train on; the status line shows it. */
export const computeSchema = z.strictObject({
  backend: z.enum(['tensorflow', 'cpu']),
  device: z.string(),
  tensorflow: z.string().nullable(),
  /** Why the slow CPU backend of tfjs is used; null for TensorFlow. */
  fallbackReason: z.string().nullable(),
  machine: trainingMachineSchema,
});
export type Compute = z.infer<typeof computeSchema>;

export const appInfoSchema = z.strictObject({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  platform: z.string(),
  compute: computeSchema,
  /** The suggested parent folder of new projects. */
  projectsDirectory: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const projectSchema = z.strictObject({
  /** Identifies the project in commands and events. It is not a path. */
  id: z.string(),
  name: z.string(),
  directory: z.string(),
  created: z.string(),
});
export type Project = z.infer<typeof projectSchema>;

export const recentProjectSchema = z.strictObject({
  directory: z.string(),
  name: z.string(),
  opened: z.string(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

/** A saved model: an experiment with an id, the file `models/<id>.json`. */
export const savedModelSchema = z.strictObject({
  id: z.string(),
  modified: z.string(),
  /** Identifies the content of the file; it differs after every change. */
  revision: z.string(),
  spec: experimentSchema,
});
export type SavedModel = z.infer<typeof savedModelSchema>;

/** A saved version of a model. Its revision is that of the model while it held this content. */
export const modelVersionSchema = z.strictObject({
  id: z.string(),
  saved: z.string(),
  revision: z.string(),
  /** Whether it was saved explicitly, or overwritten by another window or program: it is not thinned. */
  kept: z.boolean(),
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;

/** A deleted model in the project's trash. */
export const trashedModelSchema = z.strictObject({
  trashId: z.string(),
  name: z.string(),
  deleted: z.string(),
});
export type TrashedModel = z.infer<typeof trashedModelSchema>;

export const templateSchema = z.strictObject({ id: z.string(), spec: experimentSchema });
export type Template = z.infer<typeof templateSchema>;

/** Columns of one curve, oldest first. `step`, `seconds` and `value` have the same length. */
export const seriesSchema = z.strictObject({
  runId: z.string(),
  metric: z.string(),
  step: z.array(z.number()),
  seconds: z.array(z.number()),
  value: z.array(metricValueSchema),
  /** Steps of points that follow a gap: points before them are missing, so that no line leads to them. */
  gaps: z.array(z.number()),
  /**
   * Number of points on disk in the range of steps, whatever their value. More points are sent where the points
   * beside the range are among them, fewer where the curve was decimated.
   */
  total: z.int(),
  /** Of the `total` points, those that not every axis can show. */
  counts: valueCountsSchema,
});
export type Series = z.infer<typeof seriesSchema>;

export const logEntrySchema = z.strictObject({
  time: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const checkpointSchema = z.strictObject({
  step: z.int(),
  bytes: z.int(),
  created: z.string(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** What a run does while it makes no steps. `done` and `total` count examples or ticks; total 0: not known. */
export const runProgressSchema = z.strictObject({
  phase: z.enum(['loading', 'evaluating']),
  /** The part of the data that is evaluated. */
  split: z.enum(['train', 'validation', 'test']).optional(),
  done: z.number(),
  total: z.number(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

export const xAxes = ['step', 'seconds', 'examples'] as const;

/** A saved comparison: the file `comparisons/<id>.json`. */
export const comparisonSchema = z.strictObject({
  id: z.string(),
  name: z.string().min(1),
  modified: z.string(),
  /** Identifies the content of the file; it differs after every change. */
  revision: z.string(),
  runs: z.array(z.string()),
  metrics: z.array(z.string()),
  xAxis: z.enum(xAxes),
  /** Weight of the exponential moving average: 0 is no smoothing, larger is smoother. */
  smoothing: z.number().min(0).max(0.999),
  logScale: z.boolean(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** The state of a known corpus in a project. */
export const corpusStateSchema = z.strictObject({
  corpusId: z.string(),
  /** Whether the project has a data set with its id. */
  imported: z.boolean(),
  /** Bytes that an unfinished fetch has downloaded. */
  kept: z.int(),
  /** Null if it is not being fetched. */
  progress: corpusProgressSchema.nullable(),
  /** The error message of the last fetch since the program was started. */
  failure: z.string().nullable(),
});
export type CorpusState = z.infer<typeof corpusStateSchema>;

export const listedCorpusSchema = z.strictObject({
  corpus: corpusSchema,
  state: corpusStateSchema,
});
export type ListedCorpus = z.infer<typeof listedCorpusSchema>;

export { datasetManifestSchema, runSchema };
