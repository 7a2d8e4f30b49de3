import { createProjectFromArchive, importArchive } from '#exchange/archive/import-archive';
import { describeImport } from '#exchange/archive/describe-import';
import { inspectArchive } from '#exchange/archive/inspect-archive';
import { isArchive } from '#exchange/archive/open-archive';
import type { PlannedItem } from '#exchange/archive/plan-import';
import { removeProjectLeftovers } from '#storage/leftovers';
import { exitStatus } from './exit-status';
import { findProject, inProject, projectDirectory } from './find-project';
import type { ImportRunsOptions, RunSource } from './run-source';
import { print, printToStderr } from './output';
import { untilInterrupted } from './until-interrupted';

/** Archives of this program: projects, studies, comparisons and runs. */
export const archiveSource: RunSource = {
  label: 'an archive of this program',
  detect: isArchive,
  run: (paths, options) =>
    untilInterrupted(async (signal) => {
      for (const path of paths) await importFrom(path, options, signal);
      return exitStatus.finished;
    }),
};

async function importFrom(
  path: string,
  { project: option, json, preview }: ImportRunsOptions,
  signal: AbortSignal,
): Promise<void> {
  const directory = projectDirectory(option);
  const items = preview
    ? (await inspectArchive(path, await findProject(directory))).items
    : await bringIn(path, directory, signal);
  const { content, notes } = describeImport(items);
  for (const note of notes) printToStderr(`note: ${note}`);
  if (json)
    print(
      JSON.stringify({
        project: directory,
        items: items.map(({ kind, id, newId, newName, outcome }) => ({
          ...{ kind, id: newId, name: newName, outcome },
          ...(newId === id ? {} : { formerId: id }),
        })),
      }),
    );
  else print(`${directory}: ${content} ${preview ? 'would come ' : ''}from ${path}`);
}

/** An archive of a project becomes the project of a folder that has none, as it was. */
async function bringIn(
  path: string,
  directory: string,
  signal: AbortSignal,
): Promise<PlannedItem[]> {
  const present = await findProject(directory);
  const { manifest, items } = await inspectArchive(path, null);
  if (!present && manifest.kind === 'project') {
    await createProjectFromArchive(directory, path, { signal });
    return items;
  }
  return inProject(directory, async (project) => {
    await removeProjectLeftovers(project);
    return importArchive(project, path, { signal });
  });
}
