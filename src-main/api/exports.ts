/** What all commands have in common that write a file, or a folder of files, for other programs. */
import { z } from 'zod';

/** Fields of the input of each such command. */
export const exportFields = {
  projectId: z.string(),
  /** The window's name for this export: `exports.cancel` ends it by it, and `export.progress` names it. */
  exportId: z.string().min(1).max(100),
  /** The whole path of the file or of the folder. */
  path: z.string().min(1),
  /** Whether what is there is replaced. Without it, `conflict` with the details `{ reason: 'exists' }`. */
  overwrite: z.boolean().default(false),
};

/** What each such command returns. */
export const exportedSchema = z.strictObject({
  path: z.string(),
  bytes: z.number(),
  /** What is in it: `1,200 values of 3 runs`. */
  content: z.string(),
  /** What is left out, and why, a sentence each. */
  notes: z.array(z.string()),
});
export type Exported = z.infer<typeof exportedSchema>;

export const exportProgressSchema = z.strictObject({
  exportId: z.string(),
  /** From 0 to 1; null while that is not known. */
  fraction: z.number().min(0).max(1).nullable(),
});
