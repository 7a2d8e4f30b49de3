/** A chart of the window as a picture. */
import { z } from 'zod';
import { chartSchema, comparisonContentSchema } from '#spec/comparison';
import { figureStyleSchema } from '#spec/figure-style';
import { lineViewSchema, runChartSchema } from '#spec/run-chart';

/** A chart, as the window shows it. */
export const figureSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('comparison chart'),
    /** The comparison as the window shows it, saved or not. */
    content: comparisonContentSchema,
    chart: chartSchema,
    /** Every run that is compared, the oldest first. */
    runIds: z.array(z.string()).min(1).max(5000),
    /** The visible part of the x axis; null: all of it. */
    range: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
    /** Runs of groups that are drawn as lines of their own. */
    selected: z.array(z.string()).max(5000),
  }),
  z.strictObject({
    kind: z.literal('run chart'),
    runId: z.string(),
    chart: runChartSchema,
    view: lineViewSchema,
  }),
  /** What a study has found. */
  z.strictObject({ kind: z.literal('study result'), studyId: z.string() }),
]);
export type FigureSubject = z.output<typeof figureSubjectSchema>;

/** Fields of the input of each command that draws a chart. */
export const figureFields = { subject: figureSubjectSchema, style: figureStyleSchema };

/** A picture as it would be written; null where the chart has nothing to draw. */
export const figurePreviewSchema = z
  .strictObject({
    svg: z.string(),
    /** What a caption has to say. */
    notes: z.array(z.string()),
  })
  .nullable();
