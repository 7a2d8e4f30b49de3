/**
 * Which runs a study has made: `studies/.runs/<id>.jsonl`, a line for each. The runs themselves name their study; the
 * record tells apart one that was deleted for good and one that was never made.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '#spec/parse-json';
import type { Run } from '#spec/run';
import { assertNoLink, ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';

const entrySchema = z.object({
  runId: z.string(),
  modelId: z.string().nullable(),
  values: z.record(z.string(), z.unknown()),
});
export type MadeRun = z.infer<typeof entrySchema>;

/** Notes a run that its study has made. Throws an error of the file system where that cannot be written. */
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
  await appendFile(path, `${JSON.stringify(entry)}\n`);
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
