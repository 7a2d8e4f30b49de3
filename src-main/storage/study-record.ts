/**
 * Which runs a study has made: `studies/.runs/<id>.jsonl`, a line for each. The runs themselves name their study; the
 * record tells apart one that was deleted for good and one that was never made.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileError } from '#files/file-errors';
import { messageOf, WorkbenchError } from '#spec/errors';
import { parseJson } from '#spec/parse-json';
import type { Run } from '#spec/run';
import { idPattern } from './names';
import { assertNoLink, ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { readRun, runDirectory } from './runs';

const entrySchema = z.object({
  runId: z.string().regex(idPattern),
  modelId: z.string().nullable(),
  values: z.record(z.string(), z.unknown()),
});
export type MadeRun = z.infer<typeof entrySchema>;

/** A run that a study has made, is there, and cannot be read. */
export interface UnreadableRun extends MadeRun {
  path: string;
  message: string;
}

/** Notes a run that its study has made. Throws `unavailable` where that cannot be written. */
export async function recordMadeRun(
  project: ProjectFolder,
  { id, modelId, study }: Pick<Run, 'id' | 'modelId' | 'study'>,
): Promise<void> {
  if (!study) return;
  await ensureOwnFolder(join(project.directory, 'studies'));
  await ensureOwnFolder(recordsDirectory(project));
  const path = recordFile(project, study.id);
  await assertNoLink(path);
  const entry: MadeRun = { runId: id, modelId, values: study.values };
  await appendFile(path, `${JSON.stringify(entry)}\n`).catch((error: unknown) => {
    throw fileError('written', path, error);
  });
}

/**
 * The runs that a study has made, the first one first; those of earlier versions of the program are not recorded. Lines
 * that cannot be read are left out.
 */
export async function readMadeRuns(project: ProjectFolder, studyId: string): Promise<MadeRun[]> {
  const text = await readFile(recordFile(project, studyId), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const entry = entrySchema.safeParse(parseLine(line));
    return entry.success ? [entry.data] : [];
  });
}

/**
 * Of the runs that a study has made, those that are there and cannot be read. `readable`: the runs of the project that
 * can.
 */
export async function findUnreadableRuns(
  project: ProjectFolder,
  studyId: string,
  readable: readonly Pick<Run, 'id'>[],
): Promise<UnreadableRun[]> {
  const known = new Set(readable.map(({ id }) => id));
  const unreadable: UnreadableRun[] = [];
  for (const made of await readMadeRuns(project, studyId)) {
    if (known.has(made.runId)) continue;
    try {
      await readRun(project, made.runId);
    } catch (error) {
      // One that was deleted is not left out, it is not there.
      if (error instanceof WorkbenchError && error.kind === 'notFound') continue;
      unreadable.push({
        ...made,
        path: runDirectory(project, made.runId),
        message: messageOf(error),
      });
    }
  }
  return unreadable;
}

function recordsDirectory(project: ProjectFolder): string {
  return join(project.directory, 'studies', '.runs');
}

function recordFile(project: ProjectFolder, studyId: string): string {
  return join(recordsDirectory(project), `${studyId}.jsonl`);
}

function parseLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}
