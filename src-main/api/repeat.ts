import { z } from 'zod';

/** What does again in a shell what was done in the window. */
export const repeatCommandSchema = z.strictObject({
  /** A command line, or several, one a line. */
  text: z.string(),
  /** What is left out or differs, a sentence each. */
  notes: z.array(z.string()),
});
export type RepeatCommand = z.infer<typeof repeatCommandSchema>;
