import type { ArchiveSubject } from '#api/archives';
import { archiveEnding } from '#spec/archive';
import { exportDialog } from '../stores/export-dialog.svelte';
import { session } from '../stores/session.svelte';
import ArchiveFields from './ArchiveFields.svelte';
import { ArchiveChoice } from './archive-choice.svelte';

/** Asks where a project, a study, a comparison or some runs are written as one file, and writes it. `what`: its name. */
export function askToExportArchive(subject: ArchiveSubject, what: string): void {
  // A project is to be whole where it comes back; the data of a study are often there already, and large.
  const choice = new ArchiveChoice({ data: subject.kind === 'project' });
  const extension = archiveEnding.slice(1);
  exportDialog.show({
    title: `Export ‘${what}’ as an archive`,
    name: what,
    formats: [{ id: 'archive', label: 'Archive', hint: '', extension }],
    key: 'archive',
    fields: { component: ArchiveFields, props: { choice } },
    write: ({ exportId, path, overwrite }) =>
      session.callInProject('exports.archive', {
        ...{ exportId, path, overwrite, subject },
        ...{ checkpoints: choice.checkpoints, data: choice.data },
      }),
  });
}
