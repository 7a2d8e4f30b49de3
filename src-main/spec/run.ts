import { z } from 'zod';
import { experimentSchema, formatVersion } from './experiment';
import { WorkbenchError } from './errors';
import { groupTimingSchema } from './train-together';
import { methodSchema } from './training';

/**
 * queued → running ⇄ paused → finished | stopped | failed. `interrupted`: the process ended without reporting it
 * (power cut, kill). Interrupted and stopped runs can be resumed from their last checkpoint.
 */
export const runStatuses = [
  'queued',
  'running',
  'paused',
  'finished',
  'stopped',
  'failed',
  'interrupted',
] as const;
const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatusSchema>;

const metricSummarySchema = z.strictObject({
  last: z.number(),
  best: z.number(),
  bestStep: z.int(),
  /** The finite value that is furthest from the best. Earlier versions do not write it. */
  worst: z.number().optional(),
  /** The step of the latest value where that is not finite: `last` is then the latest finite one. */
  notFiniteAt: z.int().optional(),
});
export type MetricSummary = z.infer<typeof metricSummarySchema>;

export const selectionSchema = z.strictObject({
  /** The metric of the validation part that has chosen the step: `validation/error`. */
  metric: z.string(),
  /** The first step with its best value. */
  step: z.int(),
  /** Its value there. */
  value: z.number(),
  /** All metrics of the validation and the test part at that step. */
  values: z.record(z.string(), z.number()),
});
export type Selection = z.infer<typeof selectionSchema>;

const environmentSchema = z.strictObject({
  workbench: z.string(),
  node: z.string(),
  backend: z.enum(['tensorflow', 'wasm', 'cpu']),
  tensorflow: z.string().nullable(),
  device: z.string(),
  /** Why tfjs's own backend is used, which is slower; null where TensorFlow is. */
  fallbackReason: z.string().nullable(),
  platform: z.string(),
  /** Name of the machine. Earlier versions do not write it, nor the numbers of cores and threads. */
  host: z.string().optional(),
  /** Logical processor cores of the machine. */
  cores: z.int().optional(),
  /** Threads on which TensorFlow computes operations side by side, and within one. */
  threads: z.strictObject({ interOp: z.int(), intraOp: z.int() }).optional(),
  /** Runs of one model that it trains together with, itself included; left out where it trains alone. */
  together: z.int().min(2).optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** One file of the data that a run trains on, by its name in the data set, or its path outside the project. */
const dataFileSchema = z.strictObject({ name: z.string(), sha256: z.string() });
export type DataFile = z.infer<typeof dataFileSchema>;

/** What a researcher should look at: found while the run trained. */
export const alertKinds = ['notFinite', 'noProgress', 'diskNearlyFull', 'synthesizerLoss'] as const;
const alertSchema = z.strictObject({
  kind: z.enum(alertKinds),
  step: z.int(),
  /** ISO time. */
  time: z.string(),
  /** A sentence. */
  message: z.string(),
});
export type Alert = z.infer<typeof alertSchema>;
export type AlertKind = Alert['kind'];

/** The place of a run in a study: the values that it has on the axes, by path. */
const studyPlaceSchema = z.strictObject({
  id: z.string(),
  values: z.record(z.string(), z.unknown()),
  /** Of successive halving, the index of the last rung that the run was started for; 0 elsewhere. */
  rung: z.int().default(0),
  /** Of successive halving, the step of that rung, where the run ends until its study lets it go on. */
  until: z.int().optional(),
  /** When the project was made whose study this is: a run that was copied into another project is not one of its studies. */
  project: z.string().optional(),
});
export type StudyPlace = z.infer<typeof studyPlaceSchema>;

/** What every run has, whoever has trained it. */
const commonFields = {
  version: z.literal(formatVersion),
  id: z.string(),
  name: z.string(),
  /** The saved model it was started from; null where it has none. */
  modelId: z.string().nullable(),
  status: runStatusSchema,
  /** Why the run failed or was killed, in a sentence; null otherwise. */
  failure: z.string().nullable(),
  /** The step whose loss was not finite; null where training has not diverged. Earlier versions do not write it. */
  failedStep: z.int().nullable().default(null),
  /** Process that trains it; null while none does. */
  pid: z.int().nullable(),
  created: z.iso.datetime(),
  started: z.iso.datetime().nullable(),
  ended: z.iso.datetime().nullable(),
  step: z.int(),
  /** Training time in seconds, pauses not counted, that of the run it continues included: see `ownSeconds`. */
  seconds: z.number(),
  /** Where it is trained, or was trained last. */
  environment: environmentSchema.nullable(),
  /** How it trains with the other runs of its process; missing where it is alone in it, or nothing was measured yet. */
  groupTiming: groupTimingSchema.optional(),
  /**
   * Where it was trained before, in order, each until this step: it was resumed on another device, say. Missing where it was
   * trained in one environment, and in files of earlier versions.
   */
  earlierEnvironments: z
    .array(z.strictObject({ untilStep: z.int(), environment: environmentSchema }))
    .optional(),
  /**
   * The data that it was trained on, with the step from which on: one entry, and one more for each time it was
   * resumed with other data. Empty where the data is generated, and in runs of version 0.1.0.
   */
  data: z.array(z.strictObject({ fromStep: z.int(), files: z.array(dataFileSchema) })).default([]),
  parameters: z.int(),
  notes: z.string(),
  tags: z.array(z.string()),
  /**
   * The run that this one continues with other settings, and the step of the checkpoint. `seconds`: the training time
   * until there, from the start of this run on; the first version that continued runs has not written it.
   */
  parent: z
    .strictObject({ runId: z.string(), step: z.int(), seconds: z.number().optional() })
    .nullable()
    .default(null),
  /** The job that trains it at another place, or has trained it there last; missing where this computer does. */
  job: z.strictObject({ id: z.string(), place: z.string() }).optional(),
  /** The study that has made it; null where a user has started it. */
  study: studyPlaceSchema.nullable().default(null),
  /** Of a run whose folder was copied or renamed by hand: the run that it was, and the study that had made that one. */
  copyOf: z.strictObject({ runId: z.string(), studyId: z.string() }).optional(),
  /** Hidden in lists until it is asked for; not deleted. */
  archived: z.boolean().default(false),
  alerts: z.array(alertSchema).default([]),
  /** Index into the series of run colours, assigned at the start. */
  color: z.int(),
  metrics: z.record(z.string(), metricSummarySchema),
  /**
   * The step that the validation part chooses, at which test results are to be read: the best of many test values
   * would be chosen on the test part itself. Null where nothing was validated, and in files of earlier versions.
   */
  selected: selectionSchema.nullable().default(null),
};

/** A run that this program trains. */
export const trainedRunSchema = z.strictObject({
  ...commonFields,
  kind: z.literal('trained').optional(),
  /** With the method, seed and steps of this run filled in. */
  spec: experimentSchema,
  method: methodSchema,
  seed: z.int(),
});
export type TrainedRun = z.infer<typeof trainedRunSchema>;

/** Where the curves of an imported run come from, and what is known of its training. */
const importedSchema = z.strictObject({
  format: z.enum(['tensorboard', 'csv']),
  /** The folder or the file, as the user has named it. */
  source: z.string(),
  /** The folder below the source, or the name of the run in its table; null where the source is one run. */
  part: z.string().nullable(),
  /** The files that were read, by their names below the source, as they were then. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  at: z.iso.datetime(),
  /** Hyperparameters by name, from the files or from the user. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** By the name of a metric here, its name in the files, where the two differ. */
  renamed: z.record(z.string(), z.string()),
});
export type ImportedFrom = z.infer<typeof importedSchema>;

/** A run of another program: its curves and what is known of it, but no model. */
export const importedRunSchema = z.strictObject({
  ...commonFields,
  kind: z.literal('imported'),
  spec: z.null(),
  /** Null where the user has not said which one is the like. */
  method: methodSchema.nullable(),
  seed: z.int().nullable(),
  imported: importedSchema,
});
export type ImportedRun = z.infer<typeof importedRunSchema>;

/**
 * The content of `run.json`: everything about a run except its curves and weights. Earlier versions know only runs that
 * they have trained, and write no `kind`.
 */
export const runSchema = z.discriminatedUnion('kind', [trainedRunSchema, importedRunSchema]);
export type Run = z.infer<typeof runSchema>;

/** Whether this program has trained the run, or can: it has a model. */
export function isTrained(run: Run): run is TrainedRun {
  return run.kind !== 'imported';
}

/** Throws `validation` for a run without a model. `purpose`: what the model is needed for, such as `be resumed`. */
export function assertTrained(run: Run, purpose: string): asserts run is TrainedRun {
  if (isTrained(run)) return;
  throw new WorkbenchError(
    'validation',
    `'${run.name}' cannot ${purpose}: it was imported from ${importSourceNames[run.imported.format]}, so it has no model to train. Choose a run that was trained here.`,
  );
}

/** What the sources of imported runs are called in sentences. */
export const importSourceNames: Readonly<Record<ImportedFrom['format'], string>> = {
  tensorboard: 'event files of TensorBoard',
  csv: 'a CSV file',
};

/** The name of the model of a run: that of an imported one is its setting `model`, else its own name. */
export function modelName(run: Run): string {
  return isTrained(run) ? run.spec.name : String(run.imported.settings.model ?? run.name);
}

/** Whether the run has ended: no process trains it or waits to. */
export function isEnded(status: RunStatus): boolean {
  return !['queued', 'running', 'paused'].includes(status);
}

/** Whether the run itself has recorded how it ended; one that is `interrupted` has lost its process before. */
export function hasRecordedEnd(status: RunStatus): boolean {
  return isEnded(status) && status !== 'interrupted';
}

/**
 * Whether a job at another place trains the run, or will: its status stands whether or not a process here is at work.
 */
export function isElsewhere({ job, status }: Pick<Run, 'job' | 'status'>): boolean {
  return job !== undefined && !isEnded(status);
}

/** The steps that a run was made for; of an imported one those that it has. */
export function totalSteps({ spec, step }: Pick<Run, 'spec' | 'step'>): number {
  return spec ? spec.training.steps : step;
}

/** The step at which a run ends unless something ends it before: its last one, or that of its rung in a study. */
export function endStep(run: Pick<Run, 'spec' | 'step' | 'study'>): number {
  return Math.min(totalSteps(run), run.study?.until ?? Infinity);
}

/** Whether successive halving has ended the run at a rung, before the last of its steps. */
export function isEndedAtRung(run: Pick<Run, 'spec' | 'step' | 'study' | 'status'>): boolean {
  const end = endStep(run);
  return run.status === 'finished' && run.step >= end && end < totalSteps(run);
}

/** What a run has taken over from the run that it continues; nothing where the time of that one is not known. */
function inherited({ parent }: Pick<Run, 'parent'>): { step: number; seconds: number } {
  return parent?.seconds === undefined
    ? { step: 0, seconds: 0 }
    : { step: parent.step, seconds: parent.seconds };
}

/** The training time of the run itself in seconds. */
export function ownSeconds(run: Pick<Run, 'seconds' | 'parent'>): number {
  return Math.max(0, run.seconds - inherited(run).seconds);
}

/** The mean speed of the run itself in steps per second; 0 before it has trained. */
export function meanSpeed(run: Pick<Run, 'step' | 'seconds' | 'parent'>): number {
  const seconds = ownSeconds(run);
  return seconds > 0 ? (run.step - inherited(run).step) / seconds : 0;
}
