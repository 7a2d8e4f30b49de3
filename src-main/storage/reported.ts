import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { bundledPrefix, reportedContentSchema, type ReportedSource } from '#spec/reported';
import { JsonFolder, type DeletedFile, type Stored } from './json-folder';
import type { ProjectFolder } from './projects';
import { saveNamed } from './save-named';
import type { Listing } from './versioned-json';

/** The content of a source's file. Its id is the name of the file and its time that of the file. */
const reportedFileSchema = reportedContentSchema.extend({ version: z.literal(formatVersion) });
type ReportedFile = z.output<typeof reportedFileSchema>;

/** A source without the fields that saving determines. */
export type ReportedToSave = z.input<typeof reportedContentSchema> & { id?: string };

/** All reported results of a project; unreadable files are listed as problems. */
export function listReported(project: ProjectFolder): Promise<Listing<ReportedSource>> {
  return folder(project).list();
}

/**
 * Replaces the source of that id; without an id, creates a new one with an id from its name, which has a number where
 * another source has it already. Throws as `JsonFolder.save`.
 */
export async function saveReported(
  project: ProjectFolder,
  { id, ...content }: ReportedToSave,
  baseRevision?: string,
): Promise<ReportedSource> {
  const file = reportedFileSchema.parse({ version: formatVersion, ...content });
  return saveNamed(folder(project), file, { id, baseRevision, nameOf: ({ name }) => name });
}

/** Moves a source to the trash; returns the id for `restoreReported`. Throws `notFound` where there is none. */
export function deleteReported(project: ProjectFolder, id: string): Promise<string> {
  return folder(project).delete(id);
}

/** Throws `notFound` where it is not in the trash any more. */
export function restoreReported(project: ProjectFolder, trashId: string): Promise<ReportedSource> {
  return folder(project).restore(trashId);
}

/** The sources in the trash, the last deleted first. */
export function listTrashedReported(project: ProjectFolder): Promise<DeletedFile[]> {
  return folder(project).deleted();
}

/** The sources that come with the program, in `resources/reported`. Throws `internal` for an invalid file. */
export async function listBundledReported(resources: string): Promise<ReportedSource[]> {
  const directory = join(resources, 'reported');
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.json'));
  return Promise.all(names.sort().map((name) => readBundled(directory, name)));
}

async function readBundled(directory: string, name: string): Promise<ReportedSource> {
  const id = `${bundledPrefix}${name.slice(0, -'.json'.length)}`;
  try {
    const file = reportedFileSchema.parse(
      JSON.parse(await readFile(join(directory, name), 'utf8')),
    );
    return { ...reportedContentSchema.strip().parse(file), id, modified: '', revision: '' };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new WorkbenchError(
      'internal',
      `The reported results '${name}' cannot be read: ${reason}`,
    );
  }
}

function folder(project: ProjectFolder): JsonFolder<typeof reportedFileSchema, ReportedSource> {
  return new JsonFolder({
    directory: join(project.directory, 'reported'),
    schema: reportedFileSchema,
    noun: 'source of reported results',
    toItem: toSource,
    keepsVersions: false,
  });
}

function toSource({ id, modified, revision, content }: Stored<ReportedFile>): ReportedSource {
  return { ...reportedContentSchema.strip().parse(content), id, modified, revision };
}
