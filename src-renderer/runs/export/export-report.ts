import type { ReportedSubject } from '#api/reports';
import type { ReportFormat } from '#spec/export-format';
import type { Run } from '#spec/run';
import { exportDialog, type ExportFormat } from '../../stores/export-dialog.svelte';
import { session } from '../../stores/session.svelte';

const formats: readonly (ExportFormat & { id: ReportFormat })[] = [
  {
    id: 'html',
    label: 'Page',
    hint: 'One HTML file that opens anywhere without a server; its charts answer to the pointer.',
    extension: 'html',
  },
  {
    id: 'report',
    label: 'Folder',
    hint: 'Figures and tables for a paper, all values, and a Python script that draws the figures from them.',
    extension: null,
  },
];

/** Asks how a report is written, and writes it. `runs`: those of the subject. `what`: its name. */
export function askToExportReport(
  subject: ReportedSubject,
  runs: readonly Run[],
  what: string,
): void {
  exportDialog.show({
    title: `Export a report of ‘${what}’`,
    name: what,
    formats,
    key: 'report',
    write: ({ format, ...request }) =>
      session.callInProject('exports.report', {
        ...request,
        subject,
        runIds: runs.map(({ id }) => id),
        format: format as ReportFormat,
      }),
  });
}
