/** The charts of lines that the page of a run shows. */
import { z } from 'zod';

const finite = z.number().nullable();

export const runChartSchema = z.discriminatedUnion('kind', [
  /** One measure on all its splits, or one other metric. */
  z.strictObject({
    kind: z.literal('metrics'),
    title: z.string(),
    metrics: z.array(z.string()).min(1).max(100),
  }),
  /** One measure of all interfaces. */
  z.strictObject({
    kind: z.literal('interfaces'),
    measure: z.enum(['cosine', 'relative-error', 'synthesizer-loss']),
  }),
  /** How often each module has updated. */
  z.strictObject({ kind: z.literal('updates') }),
  /** Norms of the gradient of a recurrent edge by distance back in time, at a step; null: at the last one. */
  z.strictObject({ kind: z.literal('gradient'), edge: z.string(), step: z.number().nullable() }),
]);
export type RunChart = z.infer<typeof runChartSchema>;

/** What is visible of a chart of lines. */
export const lineViewSchema = z.strictObject({
  logY: z.boolean(),
  /** The visible part of the x axis; null: all of it. */
  range: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
  /** Limits of the y axis that the user has chosen; null: chosen by the program. */
  limits: z.strictObject({ min: finite, max: finite }).nullable(),
  /** The y axis covers every value. */
  showsAll: z.boolean(),
  /** Keys of lines that are not drawn. */
  hidden: z.array(z.string()).max(5000),
});
export type LineView = z.infer<typeof lineViewSchema>;
