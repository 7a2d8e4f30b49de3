import { z } from 'zod';
import { corpusProgressSchema, corpusSchema } from '../spec/corpora';
import { datasetManifestSchema } from '../spec/dataset';
import { experimentSchema } from '../spec/experiment';
import { runSchema } from '../spec/run';

/** What the status line shows about the machine. */
export const computeSchema = z.strictObject({
  backend: z.enum(['tensorflow', 'cpu']),
  device: z.string(),
  tensorflow: z.string().nullable(),
  /** Why training is slow here, where tfjs's own backend has to do. */
  fallbackReason: z.string().nullable(),
});
export type Compute = z.infer<typeof computeSchema>;

export const appInfoSchema = z.strictObject({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  platform: z.string(),
  compute: computeSchema,
  /** Folder in which new projects are suggested. */
  projectsDirectory: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const projectSchema = z.strictObject({
  /** Names the opened project in commands and events; not a path. */
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
  spec: experimentSchema,
});
export type SavedModel = z.infer<typeof savedModelSchema>;

export const templateSchema = z.strictObject({ id: z.string(), spec: experimentSchema });
export type Template = z.infer<typeof templateSchema>;

/** Columns of one curve, oldest first. `step`, `seconds` and `value` have the same length. */
export const seriesSchema = z.strictObject({
  runId: z.string(),
  metric: z.string(),
  step: z.array(z.number()),
  seconds: z.array(z.number()),
  value: z.array(z.number()),
  /** Points on disk; more than sent where the curve was thinned to its minima and maxima. */
  total: z.int(),
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

export const xAxes = ['step', 'seconds', 'examples'] as const;

/** A saved comparison: the file `comparisons/<id>.json`. */
export const comparisonSchema = z.strictObject({
  id: z.string(),
  name: z.string().min(1),
  modified: z.string(),
  runs: z.array(z.string()),
  metrics: z.array(z.string()),
  xAxis: z.enum(xAxes),
  /** Exponential moving average: 0 is none, towards 1 is smoother. */
  smoothing: z.number().min(0).max(0.999),
  logScale: z.boolean(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** How a known corpus stands in a project. */
export const corpusStateSchema = z.strictObject({
  corpusId: z.string(),
  /** There is a data set of its id. */
  imported: z.boolean(),
  /** Bytes that lie on this machine from a fetch that did not come to its end. */
  kept: z.int(),
  /** Null while nothing is fetched. */
  progress: corpusProgressSchema.nullable(),
  /** Why the last fetch failed, since the program was started. */
  failure: z.string().nullable(),
});
export type CorpusState = z.infer<typeof corpusStateSchema>;

export const listedCorpusSchema = z.strictObject({
  corpus: corpusSchema,
  state: corpusStateSchema,
});
export type ListedCorpus = z.infer<typeof listedCorpusSchema>;

export { datasetManifestSchema, runSchema };
