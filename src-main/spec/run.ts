import { z } from 'zod';
import { experimentSchema, formatVersion } from './experiment';
import { methodSchema } from './training';

/**
 * queued → running ⇄ paused → finished | stopped | failed. `interrupted`: the process ended without reporting it
 * (power cut, kill). Interrupted and stopped runs can be resumed from their last checkpoint.
 */
const runStatuses = [
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
});
export type MetricSummary = z.infer<typeof metricSummarySchema>;

const environmentSchema = z.strictObject({
  workbench: z.string(),
  node: z.string(),
  backend: z.enum(['tensorflow', 'cpu']),
  tensorflow: z.string().nullable(),
  device: z.string(),
  /** Why the slow CPU backend of tfjs is used; null where TensorFlow is. */
  fallbackReason: z.string().nullable(),
  platform: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** The content of `run.json`: everything about a run except its curves and weights. */
export const runSchema = z.strictObject({
  version: z.literal(formatVersion),
  id: z.string(),
  name: z.string(),
  /** The saved model it was started from; null where it has none. */
  modelId: z.string().nullable(),
  /** With the method, seed and steps of this run filled in. */
  spec: experimentSchema,
  method: methodSchema,
  seed: z.int(),
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
  /** Training time in seconds, pauses not counted. */
  seconds: z.number(),
  environment: environmentSchema.nullable(),
  parameters: z.int(),
  notes: z.string(),
  tags: z.array(z.string()),
  /** Index into the palette of run colours, assigned at the start. */
  color: z.int(),
  metrics: z.record(z.string(), metricSummarySchema),
});
export type Run = z.infer<typeof runSchema>;

/** Whether the run has ended: no process trains it or waits to. */
export function isEnded(status: RunStatus): boolean {
  return !['queued', 'running', 'paused'].includes(status);
}
