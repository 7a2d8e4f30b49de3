import { join } from 'node:path';
import { z } from 'zod';
import { comparisonSchema, type Comparison } from '#api/types';
import { formatVersion } from '#spec/experiment';
import type { Listing } from './versioned-json';
import { JsonFolder, type Stored } from './json-folder';
import type { ProjectFolder } from './projects';

/** The content of a comparison's file. Its id is the name of the file and its time that of the file. */
const comparisonFileSchema = comparisonSchema
  .omit({ id: true, modified: true })
  .extend({ version: z.literal(formatVersion) });
type ComparisonFile = z.infer<typeof comparisonFileSchema>;

/** A comparison without the fields that saving determines. */
export type ComparisonToSave = Omit<Comparison, 'id' | 'modified'> & { id?: string };

/** All comparisons of a project; unreadable files are listed as problems. */
export async function listComparisons(project: ProjectFolder): Promise<Listing<Comparison>> {
  const { items, problems } = await folder(project).list();
  return { items: items.map(toComparison), problems };
}

/** Throws `notFound` where there is no such comparison, `validation` where its file is damaged or of a newer version. */
export async function getComparison(project: ProjectFolder, id: string): Promise<Comparison> {
  return toComparison(await folder(project).get(id));
}

/** Replaces the comparison of that id; without an id, creates a new one with an id from its name. */
export async function saveComparison(
  project: ProjectFolder,
  { id, ...content }: ComparisonToSave,
): Promise<Comparison> {
  const file = { version: formatVersion, ...content } satisfies ComparisonFile;
  return toComparison(await folder(project).save(id, content.name, file));
}

/** Throws `notFound` where there is no such comparison. */
export async function deleteComparison(project: ProjectFolder, id: string): Promise<void> {
  await folder(project).delete(id);
}

function folder(project: ProjectFolder): JsonFolder<typeof comparisonFileSchema> {
  const directory = join(project.directory, 'comparisons');
  return new JsonFolder(directory, comparisonFileSchema, 'comparison');
}

function toComparison({ id, modified, content }: Stored<ComparisonFile>): Comparison {
  const { name, runs, metrics, xAxis, smoothing, logScale } = content;
  return { id, modified, name, runs, metrics, xAxis, smoothing, logScale };
}
