import { z } from 'zod';
import { runtimeStateSchema } from './compute';
import {
  computeSchema,
  corpusStateSchema,
  logEntrySchema,
  projectSchema,
  runSchema,
  seriesSchema,
} from './types';

const inProject = { projectId: z.string() };

/** What the native menu asks of the window: to do something, or to show one of its views. */
export const windowCommands = [
  'save',
  'run',
  'palette',
  'build',
  'runs',
  'compare',
  'data',
  'settings',
] as const;
export type WindowCommand = (typeof windowCommands)[number];

/** What main tells the window unasked. Metrics come in batches at about 10 Hz, never one a step. */
export const events = {
  /** A run was made or changed (status, step, last and best values, name ...). */
  'run.changed': z.strictObject({ ...inProject, run: runSchema }),
  'run.deleted': z.strictObject({ ...inProject, runId: z.string() }),
  /** New points of one run since the last such event, all of them. */
  'run.metrics': z.strictObject({
    ...inProject,
    runId: z.string(),
    series: z.array(seriesSchema.omit({ runId: true, total: true })),
  }),
  /** A checkpoint of the run is on disk, and so are its curves up to there. */
  'run.checkpoint': z.strictObject({ ...inProject, runId: z.string(), step: z.int() }),
  'run.log': z.strictObject({ ...inProject, runId: z.string(), entry: logEntrySchema }),
  /** Models, data sets or comparisons of the project changed on disk: list them again. */
  'project.changed': z.strictObject({
    ...inProject,
    what: z.enum(['models', 'datasets', 'comparisons']),
  }),
  'dataset.progress': z.strictObject({
    ...inProject,
    datasetId: z.string(),
    fraction: z.number().nullable(),
    message: z.string(),
  }),
  /** An installation of a runtime began, goes on (about five times a second) or ended, or one was removed. */
  'compute.changed': z.strictObject({
    runtimes: z.array(runtimeStateSchema),
    compute: computeSchema,
  }),
  /** A fetch began, goes on (about five times a second), ended or failed. */
  'corpus.changed': z.strictObject({ ...inProject, state: corpusStateSchema }),

  // To one window, from its shell.
  /** A project was opened in this window from outside: a menu, a second start. */
  'project.opened': z.strictObject({ ...inProject, project: projectSchema }),
  'menu.chosen': z.strictObject({ ...inProject, command: z.enum(windowCommands) }),
  /** A notification was clicked: show that run. */
  'run.wanted': z.strictObject({ ...inProject, runId: z.string() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;
/** One event on the wire. */
export type WorkbenchEvent = {
  [E in EventName]: { event: E; payload: EventPayload<E> };
}[EventName];
export type EmitEvent = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
