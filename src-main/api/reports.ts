import { z } from 'zod';
import { comparisonContentSchema } from '#spec/comparison';

/** What a report is of. A comparison is told as the window shows it; `id` is null where it is not saved so. */
export const reportSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), id: z.string() }),
  z.strictObject({ kind: z.literal('study'), id: z.string() }),
  z.strictObject({
    kind: z.literal('comparison'),
    id: z.string().nullable(),
    content: comparisonContentSchema,
  }),
]);
export type ReportedSubject = z.input<typeof reportSubjectSchema>;
