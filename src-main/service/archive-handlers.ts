import type { Handlers } from '#api/commands';
import { describeImport, describeMissingData } from '#exchange/archive/describe-import';
import { exportArchive } from '#exchange/archive/export-archive';
import { createProjectFromArchive, importArchive } from '#exchange/archive/import-archive';
import { inspectArchive } from '#exchange/archive/inspect-archive';
import { fullPath } from '#files/full-path';
import { describeItems } from '#spec/archive';
import { listRuns } from '#storage/runs';
import type { RunManager } from '#training/run-manager';
import { prepareExport } from './export-handlers';
import type { ExportJobs } from './export-jobs';
import type { Workspace } from './workspace';

type ArchiveCommand = 'exports.archive' | Extract<keyof Handlers, `archives.${string}`>;

/** What an import may change, which other windows are told of. */
const changed = ['models', 'datasets', 'comparisons', 'studies', 'reported'] as const;

export function archiveHandlers(
  workspace: Workspace,
  { runs, exports }: { runs: RunManager; exports: ExportJobs },
): Pick<Handlers, ArchiveCommand> {
  return {
    'exports.archive': (request) =>
      exports.run(request, async ({ signal, report }) => {
        const project = workspace.project(request.projectId);
        await prepareExport(project, request.path);
        const [items, { problems }] = [await runs.list(project), await listRuns(project)];
        return exportArchive(project, { ...request, runs: { items, problems }, signal, report });
      }),
    'archives.inspect': async ({ path, projectId }) => {
      const project = projectId === undefined ? null : workspace.project(projectId);
      const { manifest, bytes, items } = await inspectArchive(fullPath(path), project);
      const { kind, name, created, workbench, checkpoints } = manifest;
      const { content: coming, notes } = describeImport(items);
      return {
        ...{ kind, name, created, workbench, checkpoints, bytes, project: manifest.project },
        ...{ content: describeItems(items), coming },
        items: items.map(({ kind: itemKind, id, name: itemName, outcome }) => ({
          ...{ kind: itemKind, id, name: itemName, outcome },
        })),
        notes: [...notes, ...(await describeMissingData(items, project))],
      };
    },
    'archives.import': (request) =>
      exports.run(request, async ({ signal, report }) => {
        const project = workspace.project(request.projectId);
        const items = await importArchive(project, fullPath(request.path), { signal, report });
        for (const what of changed)
          workspace.emit('project.changed', { projectId: project.id, what });
        const coming = items.filter(({ outcome }) => outcome !== 'present');
        const runIds = coming.flatMap(({ kind, newId }) => (kind === 'run' ? [newId] : []));
        return { ...describeImport(items), runIds };
      }),
    'archives.open': ({ path, directory }) =>
      workspace.openMade(() => createProjectFromArchive(directory, fullPath(path))),
  };
}
