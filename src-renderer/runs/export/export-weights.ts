import type { WeightFormat } from '#spec/export-format';
import type { Run } from '#spec/run';
import { exportDialog, type ExportFormat } from '../../stores/export-dialog.svelte';
import { formatNumber } from '../../stores/format';
import { session } from '../../stores/session.svelte';

const formats: readonly (ExportFormat & { id: WeightFormat })[] = [
  {
    id: 'safetensors',
    label: 'safetensors',
    hint: 'As in the checkpoint, byte by byte.',
    extension: 'safetensors',
  },
  { id: 'npz', label: 'NPZ', hint: 'Arrays for NumPy, under the same names.', extension: 'npz' },
];

/** Asks how the weights of a checkpoint are written, and writes them. */
export function askToExportWeights({ id: runId }: Pick<Run, 'id'>, step: number): void {
  exportDialog.show({
    title: `Export weights of step ${formatNumber(step)}`,
    name: `${runId}-step-${step}`,
    formats,
    key: 'weights',
    write: ({ format, ...request }) =>
      session.callInProject('exports.weights', {
        ...request,
        runId,
        step,
        format: format as WeightFormat,
      }),
  });
}
