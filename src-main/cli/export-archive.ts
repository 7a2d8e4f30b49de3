import type { ArchiveSubject } from '#exchange/archive/choose-items';
import { exportArchive } from '#exchange/archive/export-archive';
import { archiveEnding } from '#spec/archive';
import { WorkbenchError } from '#spec/errors';
import { formatBytes } from '#spec/format-bytes';
import { openProject, type ProjectFolder } from '#storage/projects';
import { listSettledRuns } from '#training/run-owner';
import { exitStatus } from './exit-status';
import type { ExportKind } from './export-choices';
import { findSubject } from './export-source';
import { projectDirectory } from './find-project';
import { print, printToStderr } from './output';
import { untilInterrupted } from './until-interrupted';

export interface ArchiveExport {
  out?: string;
  kind?: ExportKind;
  /** `--without-checkpoints`. */
  withoutCheckpoints?: boolean;
  withData?: boolean;
  withoutData?: boolean;
  overwrite?: boolean;
  project?: string;
  json?: boolean;
}

/** Writes a run, a study or a comparison as an archive; without a name, the whole project. Returns the exit status. */
export async function exportAsArchive(
  name: string | undefined,
  { out, kind, ...options }: ArchiveExport,
): Promise<number> {
  if (out === undefined)
    throw new WorkbenchError(
      'validation',
      `An archive is a file: say where to write it by --out <path>, such as my-project${archiveEnding}.`,
    );
  const project = await openProject(projectDirectory(options.project));
  const subject = await findArchiveSubject(project, name, kind);
  return untilInterrupted(async (signal) => {
    const written = await exportArchive(project, {
      subject,
      runs: await listSettledRuns(project),
      path: out,
      checkpoints: !options.withoutCheckpoints,
      // A project is to be whole where it comes back; data sets of a study are often there already, and large.
      data: options.withData ?? (subject.kind === 'project' && !options.withoutData),
      overwrite: options.overwrite ?? false,
      signal,
    });
    for (const note of written.notes) printToStderr(`note: ${note}`);
    if (options.json) print(JSON.stringify({ ...subject, format: 'archive', ...written }));
    else print(`${written.path}: ${written.content}, ${formatBytes(written.bytes)}`);
    return exitStatus.finished;
  });
}

async function findArchiveSubject(
  project: ProjectFolder,
  name: string | undefined,
  kind: ExportKind | undefined,
): Promise<ArchiveSubject> {
  if (name === undefined) return { kind: 'project' };
  const source = await findSubject(project, name, kind);
  const runIds = source.runs.map(({ id }) => id);
  switch (source.kind) {
    case 'run':
      return { kind: 'runs', runIds };
    case 'study':
      return { kind: 'study', id: source.id };
    case 'comparison':
      return { kind: 'comparison', id: source.id, runIds };
  }
}
