/**
 * Which runs a study has made: `studies/.runs/<id>.jsonl`, a line for each. The runs themselves name their study; the
 * record tells apart one that was deleted for good and one that was never made.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileError } from '#files/file-errors';
import { isOfKind, messageOf } from '#spec/errors';
import { parseJson } from '#spec/parse-json';
import type { Run } from '#spec/run';
import { idPattern, safeName } from './names';
import { assertNoLink, ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { readRun, runDirectory } from './runs';

/** A line of the record. */
export const madeRunSchema = z.object({
  runId: z.string().regex(idPattern),
  modelId: z.string().nullable(),
  values: z.record(z.string(), z.unknown()),
});
export type MadeRun = z.infer<typeof madeRunSchema>;

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
  if (study) await append(project, study.id, [{ runId: id, modelId, values: study.values }]);
}

/** The same for runs that have come from elsewhere; those that are noted already are left out. */
export async function addMadeRuns(
  project: ProjectFolder,
  studyId: string,
  runs: readonly MadeRun[],
): Promise<void> {
  const known = new Set((await readMadeRuns(project, studyId)).map(({ runId }) => runId));
  const missing = runs.filter(({ runId }) => !known.has(runId));
  if (missing.length > 0) await append(project, studyId, missing);
}

async function append(
  project: ProjectFolder,
  studyId: string,
  runs: readonly MadeRun[],
): Promise<void> {
  await ensureOwnFolder(join(project.directory, 'studies'));
  await ensureOwnFolder(recordsDirectory(project));
  const path = recordFile(project, studyId);
  await assertNoLink(path);
  await appendFile(path, recordText(runs)).catch((error: unknown) => {
    throw fileError('written', path, error);
  });
}

/**
 * The runs that a study has made, the first one first; those of earlier versions of the program are not recorded. Lines
 * that cannot be read are left out.
 */
export async function readMadeRuns(project: ProjectFolder, studyId: string): Promise<MadeRun[]> {
  return parseRecord(await readFile(recordFile(project, studyId), 'utf8').catch(() => ''));
}

/** The runs in the text of a record. */
export function parseRecord(text: string): MadeRun[] {
  return text.split('\n').flatMap((line) => {
    const entry = madeRunSchema.safeParse(parseLine(line));
    return entry.success ? [entry.data] : [];
  });
}

/** The text of a record with these runs. */
export function recordText(runs: readonly MadeRun[]): string {
  return runs.map((run) => `${JSON.stringify(run)}\n`).join('');
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
      if (isOfKind(error, 'notFound')) continue;
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
  return join(recordsDirectory(project), `${safeName(studyId, 'study')}.jsonl`);
}

function parseLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}
