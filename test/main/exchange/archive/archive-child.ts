/** Exports or imports an archive, as the tests of kills need it: a line for each report, and time between them. */
import { exportArchive } from '#exchange/archive/export-archive';
import { createProjectFromArchive, importArchive } from '#exchange/archive/import-archive';
import { openProject } from '#storage/projects';
import { listRuns } from '#storage/runs';

const [work = '', directory = '', path = ''] = process.argv.slice(2);

/** Waits, so that the process is killed before it goes on. */
function report(): void {
  process.stdout.write('.\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

if (work === 'create') await createProjectFromArchive(directory, path, { report });
else {
  const project = await openProject(directory);
  if (work === 'import') await importArchive(project, path, { report });
  else
    await exportArchive(project, {
      ...{ subject: { kind: 'project' }, runs: await listRuns(project), path, report },
      ...{ checkpoints: true, data: true, overwrite: true },
    });
}
