import { z } from 'zod';
import { corpusProgressSchema, corpusSchema } from '../spec/corpora';
import { datasetManifestSchema } from '../spec/dataset';
import { experimentSchema } from '../spec/experiment';
import { jobRequests, jobSchema } from '../spec/job';
import { metricValueSchema } from '../spec/metric-value';
import { comparisonSchema } from '../spec/comparison';
import { runSchema, trainedRunSchema } from '../spec/run';
import {
  studyActivitySchema,
  studyEvidenceSchema,
  studyPlanSchema,
  studySchema,
} from '../spec/study';
import { trainingMachineSchema } from '../spec/task-data';

/** The backend and device that runs train on; the status line shows it. */
export const computeSchema = z.strictObject({
  backend: z.enum(['tensorflow', 'wasm', 'cpu']),
  device: z.string(),
  tensorflow: z.string().nullable(),
  /** Why tfjs's own backend is used, which is slower; null for TensorFlow. */
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

/** A recent project as a list shows it: `isGone` where its folder is no project any more. */
export const listedProjectSchema = recentProjectSchema.extend({ isGone: z.boolean() });
export type ListedProject = z.infer<typeof listedProjectSchema>;

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
  /** What its user has called it. */
  name: z.string().optional(),
  note: z.string().optional(),
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

/** New points of one metric as columns of equal length, oldest first. */
export const metricColumnsSchema = z.strictObject({
  metric: z.string(),
  step: z.array(z.number()),
  seconds: z.array(z.number()),
  value: z.array(metricValueSchema),
});

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

/** How far an evaluation of a checkpoint is, counted as in `runProgressSchema`; it may wait for another one. */
export const evaluationProgressSchema = z.strictObject({
  phase: z.enum(['waiting', 'loading', 'evaluating']),
  done: z.number(),
  total: z.number(),
});
export type EvaluationProgress = z.infer<typeof evaluationProgressSchema>;

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

/** A deleted file of JSON in the project's trash. */
export const trashedFileSchema = z.strictObject({
  trashId: z.string(),
  name: z.string(),
  deleted: z.string(),
});
export type TrashedFile = z.infer<typeof trashedFileSchema>;

/** A deleted run in the project's trash. */
export const trashedRunSchema = trashedFileSchema.extend({
  runId: z.string(),
  bytes: z.number().nullable(),
});
export type TrashedRun = z.infer<typeof trashedRunSchema>;

/** What happened to each of several runs: those that failed, each with a sentence. */
export const bulkResultSchema = z.strictObject({
  done: z.array(z.string()),
  failures: z.array(z.strictObject({ runId: z.string(), message: z.string() })),
});
export type BulkResult = z.infer<typeof bulkResultSchema>;

/** How many runs train at the same time: a number, or as many as the machine has room for. */
export const slotsSettingSchema = z.union([z.literal('auto'), z.int().min(1).max(64)]);
export type SlotsSetting = z.infer<typeof slotsSettingSchema>;

/** A job as a window shows it. */
export const jobViewSchema = z.strictObject({
  job: jobSchema,
  /** Why it cannot be followed at the moment, as a sentence; null where it can, or nothing was tried. */
  trouble: z.string().nullable(),
  /** Since when, in milliseconds since the epoch. */
  troubleSince: z.int().nullable(),
  /** What the user has asked of it and its place does not know yet. */
  request: z.enum(jobRequests).nullable(),
});
export type JobView = z.infer<typeof jobViewSchema>;

export const queueSchema = z.strictObject({
  slots: slotsSettingSchema,
  /** How many runs train at the same time with this setting. */
  count: z.int(),
  /** Why so many, as a sentence: `2 slots: one for each of 2 cores.` */
  reason: z.string(),
  /** Runs that wait, of all projects of this program, the next one first. */
  waiting: z.array(z.strictObject({ projectId: z.string(), runId: z.string() })),
  /** Whether waiting runs are held back. */
  isPaused: z.boolean(),
});
export type Queue = z.infer<typeof queueSchema>;

export {
  comparisonSchema,
  datasetManifestSchema,
  jobSchema,
  runSchema,
  trainedRunSchema,
  studyActivitySchema,
  studyEvidenceSchema,
  studyPlanSchema,
  studySchema,
};
export type { Comparison } from '../spec/comparison';
