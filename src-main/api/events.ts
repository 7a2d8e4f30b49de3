import { z } from 'zod';
import { placeSchema } from '../spec/place';
import { splitNames } from '../spec/task';
import { runtimeStateSchema } from './compute';
import { exportProgressSchema } from './exports';
import {
  computeSchema,
  corpusStateSchema,
  evaluationProgressSchema,
  jobViewSchema,
  logEntrySchema,
  metricColumnsSchema,
  projectSchema,
  queueSchema,
  runProgressSchema,
  runSchema,
  studyActivitySchema,
} from './types';
import { windowCommandIds } from './window-commands';

const projectFields = { projectId: z.string() };

/** The events that the window receives. Metrics are sent in batches at about 10 Hz, not for every step. */
export const events = {
  /** A run was created or changed (status, step, last and best values, name ...). */
  'run.changed': z.strictObject({ ...projectFields, run: runSchema }),
  'run.deleted': z.strictObject({ ...projectFields, runId: z.string() }),
  /** All new points of one run since the last such event. */
  'run.metrics': z.strictObject({
    ...projectFields,
    runId: z.string(),
    series: z.array(metricColumnsSchema),
  }),
  /** A checkpoint of the run and its curves up to that step are on disk. */
  'run.checkpoint': z.strictObject({ ...projectFields, runId: z.string(), step: z.int() }),
  /** What the run does while it makes no steps; null once it makes steps again. */
  'run.progress': z.strictObject({
    ...projectFields,
    runId: z.string(),
    progress: runProgressSchema.nullable(),
  }),
  /** How far the evaluation of a checkpoint is that a user has asked for; null once it has ended. */
  'run.evaluation': z.strictObject({
    ...projectFields,
    runId: z.string(),
    step: z.int(),
    part: z.enum(splitNames),
    progress: evaluationProgressSchema.nullable(),
  }),
  /** A run could not be resumed: it is as it was before. The window shows the message. */
  /** `isOtherData`: the data are not those of the run, so that it can go on only with `acceptOtherData`. */
  'run.resumeFailed': z.strictObject({
    ...projectFields,
    runId: z.string(),
    message: z.string(),
    isOtherData: z.boolean(),
  }),
  /** Something that a researcher should look at, found while a run trains; it stands in the run as well. */
  'run.alert': z.strictObject({ ...projectFields, runId: z.string(), message: z.string() }),
  /** How far an export is that a window has asked for (about 10 Hz). */
  'export.progress': exportProgressSchema.extend(projectFields),
  'queue.changed': queueSchema,
  /** A study started, was resumed or ended in this process. */
  'study.changed': z.strictObject({ ...projectFields, activity: studyActivitySchema }),
  'run.log': z.strictObject({ ...projectFields, runId: z.string(), entry: logEntrySchema }),
  /** Models, data sets, comparisons, studies or reported results of the project changed on disk. The window lists them again. */
  'project.changed': z.strictObject({
    ...projectFields,
    what: z.enum(['models', 'datasets', 'comparisons', 'studies', 'reported', 'templates']),
  }),
  'dataset.progress': z.strictObject({
    ...projectFields,
    datasetId: z.string(),
    fraction: z.number().nullable(),
    message: z.string(),
  }),
  /** An installation started, progressed (about 5 Hz) or ended, or a runtime was removed. */
  'compute.changed': z.strictObject({
    runtimes: z.array(runtimeStateSchema),
    compute: computeSchema,
  }),
  /** A job was sent, has changed, or its place can or cannot be reached any more. */
  'job.changed': jobViewSchema.omit({ request: true }).extend(projectFields),
  /** The places to run of the user, after a window has changed them. */
  'places.changed': z.strictObject({ places: z.array(placeSchema) }),
  /** The download of a corpus started, progressed (about 5 Hz) or ended. */
  'corpus.changed': z.strictObject({ ...projectFields, state: corpusStateSchema }),

  // The desktop program sends the following events to one window.
  /** A project was opened in this window by the menu or by a second instance. */
  'project.opened': z.strictObject({ ...projectFields, project: projectSchema }),
  /** The user opened a file in the file manager or at the command line. The window offers what can be made of it. */
  'file.opened': z.strictObject({ path: z.string() }),
  /** The user chose this in the native menu. */
  'menu.chosen': z.strictObject({ command: z.enum(windowCommandIds) }),
  /** The user clicked the notification of this run. The window shows the run. */
  'run.wanted': z.strictObject({ ...projectFields, runId: z.string() }),
  /** The same of a study. */
  'study.wanted': z.strictObject({ ...projectFields, studyId: z.string() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;
/** One event as it is sent. */
export type WorkbenchEvent = {
  [E in EventName]: { event: E; payload: EventPayload<E> };
}[EventName];
export type EmitEvent = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
