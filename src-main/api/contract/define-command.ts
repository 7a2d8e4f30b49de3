/** What the commands have in common. */
import { z } from 'zod';

export function defineCommand<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
): { input: I; output: O } {
  return { input, output };
}

export const emptyInput = z.strictObject({});
export const noResult = z.null();
export const projectFields = { projectId: z.string() };
export const corpusFields = { ...projectFields, corpusId: z.string() };
export const modelFields = { ...projectFields, modelId: z.string() };
export const trashFields = { ...projectFields, trashId: z.string() };
export const trashResult = z.strictObject({ trashId: z.string() });
export const manyRunFields = { ...projectFields, runIds: z.array(z.string()).max(10_000) };
export const studyFields = { ...projectFields, studyId: z.string() };
export const runFields = { ...projectFields, runId: z.string() };
