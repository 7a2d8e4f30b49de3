import { join } from 'node:path';
import { z } from 'zod';
import { comparisonContentSchema, type Comparison } from '#spec/comparison';
import { formatVersion } from '#spec/experiment';
import type { Listing } from './versioned-json';
import { JsonFolder, type DeletedFile, type Stored } from './json-folder';
import type { ProjectFolder } from './projects';
import { saveNamed } from './save-named';

/** The content of a comparison's file. Its id is the name of the file and its time that of the file. */
const comparisonFileSchema = comparisonContentSchema.extend({ version: z.literal(formatVersion) });
type ComparisonFile = z.output<typeof comparisonFileSchema>;

/** A comparison without the fields that saving determines. */
export type ComparisonToSave = z.input<typeof comparisonContentSchema> & { id?: string };

/** All comparisons of a project; unreadable files are listed as problems. */
export function listComparisons(project: ProjectFolder): Promise<Listing<Comparison>> {
  return folder(project).list();
}

/** Throws `notFound` where there is no such comparison, `validation` where its file is damaged or of a newer version. */
export function getComparison(project: ProjectFolder, id: string): Promise<Comparison> {
  return folder(project).get(id);
}

/**
 * Replaces the comparison of that id; without an id, creates a new one with an id from its name, which has a number where
 * another comparison has it already. Throws as `JsonFolder.save`.
 */
export async function saveComparison(
  project: ProjectFolder,
  { id, ...content }: ComparisonToSave,
  baseRevision?: string,
): Promise<Comparison> {
  const file = comparisonFileSchema.parse({ version: formatVersion, ...content });
  return saveNamed(folder(project), file, { id, baseRevision, nameOf: ({ name }) => name });
}

/** Moves a comparison to the trash; returns the id for `restoreComparison`. Throws `notFound` where there is none. */
export function deleteComparison(project: ProjectFolder, id: string): Promise<string> {
  return folder(project).delete(id);
}

/** Throws `notFound` where it is not in the trash any more. */
export function restoreComparison(project: ProjectFolder, trashId: string): Promise<Comparison> {
  return folder(project).restore(trashId);
}

/** The comparisons in the trash, the last deleted first. */
export function listTrashedComparisons(project: ProjectFolder): Promise<DeletedFile[]> {
  return folder(project).deleted();
}

function folder(project: ProjectFolder): JsonFolder<typeof comparisonFileSchema, Comparison> {
  return new JsonFolder({
    directory: join(project.directory, 'comparisons'),
    schema: comparisonFileSchema,
    noun: 'comparison',
    toItem: toComparison,
    keepsVersions: false,
  });
}

function toComparison({ id, modified, revision, content }: Stored<ComparisonFile>): Comparison {
  return { ...comparisonContentSchema.strip().parse(content), id, modified, revision };
}
