import { z } from 'zod';
import { experimentSchema, formatVersion } from './experiment';
import { methodSchema } from './training';

/**
 * queued → running ⇄ paused → finished | stopped | failed. `interrupted`: its process went away
 * without a word (power cut, kill); it can be resumed from its last checkpoint, as `stopped` can.
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
export const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatusSchema>;

export const metricSummarySchema = z.strictObject({
  last: z.number(),
  best: z.number(),
  bestStep: z.int(),
});
export type MetricSummary = z.infer<typeof metricSummarySchema>;

export const environmentSchema = z.strictObject({
  workbench: z.string(),
  node: z.string(),
  backend: z.enum(['tensorflow', 'cpu']),
  tensorflow: z.string().nullable(),
  device: z.string(),
  /** Why tfjs's own slow backend trained, where it did. */
  fallbackReason: z.string().nullable(),
  platform: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** `run.json`: everything about a run but its curves and weights. */
export const runSchema = z.strictObject({
  version: z.literal(formatVersion),
  id: z.string(),
  name: z.string(),
  /** The saved model it was started from, if it still carries one. */
  modelId: z.string().nullable(),
  /** With the method, seed and steps of this very run. */
  spec: experimentSchema,
  method: methodSchema,
  seed: z.int(),
  status: runStatusSchema,
  /** The run's last words, where it failed or was killed: one sentence. */
  failure: z.string().nullable(),
  /** Process that trains it now; null when none does. */
  pid: z.int().nullable(),
  created: z.iso.datetime(),
  started: z.iso.datetime().nullable(),
  ended: z.iso.datetime().nullable(),
  step: z.int(),
  /** Seconds of training, pauses not counted. */
  seconds: z.number(),
  environment: environmentSchema.nullable(),
  parameters: z.int(),
  notes: z.string(),
  tags: z.array(z.string()),
  /** Index into the palette of run colours: given at the start, kept for ever. */
  color: z.int(),
  metrics: z.record(z.string(), metricSummarySchema),
});
export type Run = z.infer<typeof runSchema>;

/** Statuses in which no process works for the run any more. */
export function isEnded(status: RunStatus): boolean {
  return !['queued', 'running', 'paused'].includes(status);
}
