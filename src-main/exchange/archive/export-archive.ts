import { join, resolve } from 'node:path';
import { messageOf, WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';
import { workbenchVersion } from '#spec/version';
import { readJsonText } from '#files/read-json-text';
import { mapLimited } from '#files/map-limited';
import type { ProjectFolder } from '#storage/projects';
import type { Listing } from '#storage/versioned-json';
import { assertTarget } from '../export-target';
import { checkItem } from './check-item';
import { describeMissingData } from './describe-import';
import { chooseItems, type ArchiveSubject } from './choose-items';
import { describeItems } from '#spec/archive';
import { projectPath } from './layout';
import { makeManifest, maxFiles, type ArchivedItem } from './manifest';
import { listSourceFiles, statOrNull, type SourceFile } from './source-files';
import { writeArchive } from './write-archive';

export interface ArchiveRequest {
  subject: ArchiveSubject;
  /** All runs of the project, with the status that is true now. */
  runs: Listing<Run>;
  path: string;
  /** Whether the checkpoints of the runs are in it. */
  checkpoints: boolean;
  /** Whether the data sets are in it. */
  data: boolean;
  /** Whether a file that is there is replaced. */
  overwrite: boolean;
  /** Ends the export; nothing is written then. */
  signal?: AbortSignal;
  /** Is told how far it is, from 0 to 1. */
  report?: (fraction: number) => void;
}

export interface WrittenArchive {
  path: string;
  bytes: number;
  /** `3 runs, 1 study and 2 models`. */
  content: string;
  /** What is left out, and why, a sentence each. */
  notes: string[];
}

/** Items whose files are listed and checked at the same time. */
const openItems = 8;

/**
 * Writes a project, a study, a comparison or some runs as one archive. Runs that are being trained and items with damaged
 * files are left out, and named. Throws `notFound` and `conflict` as `chooseItems` and `assertTarget` do, `unavailable`
 * where a file cannot be read or written.
 */
export async function exportArchive(
  project: ProjectFolder,
  { subject, runs, checkpoints, data, overwrite, signal, report, ...request }: ArchiveRequest,
): Promise<WrittenArchive> {
  const path = resolve(request.path);
  await assertTarget(path, { isFolder: false, overwrite });
  const chosen = await chooseItems(project, subject, { runs, data });
  const isProject = subject.kind === 'project';
  const options = { checkpoints, history: isProject };
  const listed = await mapLimited(chosen.items, openItems, async (item) => {
    signal?.throwIfAborted();
    return listWholeItem(await listSourceFiles(project, item, options), item);
  });
  const whole = listed.filter((item): item is WholeItem => 'files' in item);
  const damaged = listed.flatMap((item) => ('note' in item ? [item.note] : []));
  const [firstNote] = damaged;
  if (whole.length === 0 && !isProject)
    throw new WorkbenchError('validation', firstNote ?? 'There is nothing to archive.');
  const files = [
    ...(isProject ? await listProjectFile(project) : []),
    ...whole.flatMap((item) => item.files),
  ];
  assertNotTooMany(files.length);
  const items = whole.map(({ item }) => item);
  const bytes = await writeArchive(path, {
    files,
    overwrite,
    signal,
    report,
    describe: (archived) =>
      makeManifest({
        kind: subject.kind,
        name: chosen.name,
        created: new Date().toISOString(),
        workbench: workbenchVersion,
        project: { name: project.name, created: project.created },
        checkpoints,
        items,
        files: archived,
      }),
  });
  const notes = [...chosen.notes, ...damaged, ...(await describeMissingData(items, null))];
  return { path, bytes, content: describeItems(items), notes };
}

interface WholeItem {
  item: ArchivedItem;
  files: SourceFile[];
}

/** The item with its files; a note where one of them is damaged. */
async function listWholeItem(
  files: SourceFile[],
  item: ArchivedItem,
): Promise<WholeItem | { note: string }> {
  const sources = new Map(files.map(({ path, source }) => [path, source]));
  try {
    await checkItem(item, [...sources.keys()], (path) => readJsonText(sources.get(path) ?? path));
    return { item, files };
  } catch (error) {
    if (!(error instanceof WorkbenchError) || error.kind === 'unavailable') throw error;
    return { note: `The ${item.kind} ${quote(item.id)} is left out: ${messageOf(error)}` };
  }
}

async function listProjectFile(project: ProjectFolder): Promise<SourceFile[]> {
  const source = join(project.directory, projectPath);
  const stats = await statOrNull(source);
  if (!stats) return [];
  return [{ path: projectPath, source, bytes: stats.size, modifiedMs: stats.mtimeMs }];
}

function assertNotTooMany(count: number): void {
  if (count <= maxFiles) return;
  throw new WorkbenchError(
    'validation',
    `The archive would have ${count.toLocaleString('en')} files, and at most ${maxFiles.toLocaleString('en')} are possible. Archive a study or some runs, or leave out the checkpoints.`,
  );
}
