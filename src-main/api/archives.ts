/** What commands on archives are given, and what they return. */
import { z } from 'zod';
import { archiveKinds, importOutcomes, itemKinds } from '../spec/archive';

const runIds = z.array(z.string()).max(10_000);

/** What is to be archived. */
export const archiveSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('project') }),
  z.strictObject({ kind: z.literal('study'), id: z.string() }),
  /** With the runs that it shows, those that its filter finds too. */
  z.strictObject({ kind: z.literal('comparison'), id: z.string(), runIds }),
  z.strictObject({ kind: z.literal('runs'), runIds: runIds.min(1) }),
]);
export type ArchiveSubject = z.infer<typeof archiveSubjectSchema>;

/** What is in an archive, and what its import into a project would do. */
export const inspectedArchiveSchema = z.strictObject({
  kind: z.enum(archiveKinds),
  /** What the project, the study, the comparison or the runs are called. */
  name: z.string(),
  created: z.string(),
  /** The version of the program that has written it. */
  workbench: z.string(),
  project: z.strictObject({ name: z.string(), created: z.string() }),
  /** Whether the checkpoints of its runs are inside. */
  checkpoints: z.boolean(),
  /** Bytes that its content takes on the disk. */
  bytes: z.number(),
  /** `12 runs, 1 study and 2 models`. */
  content: z.string(),
  /** The same of what would come into the project. */
  coming: z.string(),
  items: z.array(
    z.strictObject({
      kind: z.enum(itemKinds),
      id: z.string(),
      name: z.string(),
      outcome: z.enum(importOutcomes),
    }),
  ),
  /** What is there already, what gets another id, and what is missing, a sentence each. */
  notes: z.array(z.string()),
});
export type InspectedArchive = z.infer<typeof inspectedArchiveSchema>;

export const importedArchiveSchema = z.strictObject({
  /** What has come: `12 runs and 1 study`. */
  content: z.string(),
  notes: z.array(z.string()),
  /** Ids in the project of the runs that have come. */
  runIds: z.array(z.string()),
});
export type ImportedArchive = z.infer<typeof importedArchiveSchema>;
