import type { DataFormat } from '#spec/export-format';
import type { Run } from '#spec/run';
import { exportDialog, type ExportFormat } from '../../stores/export-dialog.svelte';
import { session } from '../../stores/session.svelte';
import { countRuns } from '../run-targets';
import { MetricChoice } from './metric-choice.svelte';
import MetricFields from './MetricFields.svelte';

const formats: readonly (ExportFormat & { id: DataFormat })[] = [
  { id: 'csv', label: 'CSV', hint: 'A row for each value, for any program.', extension: 'csv' },
  {
    id: 'parquet',
    label: 'Parquet',
    hint: 'The same rows in a tenth of the size, for pandas.',
    extension: 'parquet',
  },
  { id: 'npz', label: 'NPZ', hint: 'Arrays for NumPy.', extension: 'npz' },
  {
    id: 'tensorboard',
    label: 'TensorBoard',
    hint: 'A folder with an event file for each run; values are rounded to float32.',
    extension: null,
  },
];

/** Asks how all values of the runs are written, and writes them. `what`: what the runs are, as the file is called. */
export function askToExportData(runs: readonly Run[], what: string): void {
  const choice = new MetricChoice(runs);
  exportDialog.show({
    title: `Export data of ${runs.length === 1 ? `‘${what}’` : countRuns(runs.length)}`,
    name: what,
    formats,
    key: 'data',
    fields: { component: MetricFields, props: { choice } },
    obstacle: () => choice.obstacle,
    write: ({ format, ...request }) =>
      session.callInProject('exports.data', {
        ...request,
        runIds: runs.map(({ id }) => id),
        format: format as DataFormat,
        metrics: choice.chosen,
      }),
  });
}
