import { join } from 'node:path';
import { z } from 'zod';
import { comparisonSchema, type Comparison } from '#api/types';
import { formatVersion } from '#spec/experiment';
import type { Listing } from './versioned-json';
import { JsonFolder, type Stored } from './json-folder';
import type { ProjectFolder } from './projects';

/** The id is the file's name and the time that of the file: neither is written twice. */
const comparisonFileSchema = comparisonSchema
  .omit({ id: true, modified: true })
  .extend({ version: z.literal(formatVersion) });
type ComparisonFile = z.infer<typeof comparisonFileSchema>;

export type ComparisonToSave = Omit<Comparison, 'id' | 'modified'> & { id?: string };

export async function listComparisons(project: ProjectFolder): Promise<Listing<Comparison>> {
  const { items, problems } = await folder(project).list();
  return { items: items.map(comparisonOf), problems };
}

/** Throws `notFound`, or `validation` where the file is damaged or of a newer version. */
export async function getComparison(project: ProjectFolder, id: string): Promise<Comparison> {
  return comparisonOf(await folder(project).get(id));
}

/** Without an id a new comparison is made; with one that comparison is replaced. */
export async function saveComparison(
  project: ProjectFolder,
  { id, ...content }: ComparisonToSave,
): Promise<Comparison> {
  const file = { version: formatVersion, ...content } satisfies ComparisonFile;
  return comparisonOf(await folder(project).save(id, content.name, file));
}

/** Throws `notFound`. */
export async function deleteComparison(project: ProjectFolder, id: string): Promise<void> {
  await folder(project).delete(id);
}

function folder(project: ProjectFolder): JsonFolder<typeof comparisonFileSchema> {
  const directory = join(project.directory, 'comparisons');
  return new JsonFolder(directory, comparisonFileSchema, 'comparison');
}

function comparisonOf({ id, modified, content }: Stored<ComparisonFile>): Comparison {
  const { name, runs, metrics, xAxis, smoothing, logScale } = content;
  return { id, modified, name, runs, metrics, xAxis, smoothing, logScale };
}
