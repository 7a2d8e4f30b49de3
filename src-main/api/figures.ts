/** A chart of a comparison as a picture. */
import { z } from 'zod';
import { chartSchema, comparisonContentSchema } from '#spec/comparison';
import { figureStyleSchema } from '#spec/figure-style';

/** Fields of the input of each command that draws a chart. */
export const figureFields = {
  /** The comparison as the window shows it, saved or not. */
  content: comparisonContentSchema,
  chart: chartSchema,
  /** Every run that is compared, the oldest first. */
  runIds: z.array(z.string()).min(1).max(5000),
  /** The visible part of the x axis; null: all of it. */
  range: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
  /** Runs of groups that are drawn as lines of their own. */
  selected: z.array(z.string()).max(5000),
  style: figureStyleSchema,
};
export type FigureInput = z.output<z.ZodObject<typeof figureFields>>;

/** A picture as it would be written; null where the chart has nothing to draw. */
export const figurePreviewSchema = z
  .strictObject({
    svg: z.string(),
    /** What a caption has to say. */
    notes: z.array(z.string()),
  })
  .nullable();
