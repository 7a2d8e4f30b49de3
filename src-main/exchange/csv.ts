/** All values of runs as CSV (RFC 4180): one row for each value. */
import type { FieldValue } from '#analysis/run-field';
import { formatExact, quoteCell } from '#analysis/tables/csv';
import type { FileOutput } from '#files/file-output';
import type { MetricRows } from '#storage/metric-files';
import type { RunData } from './run-data';
import { describeRun, listSettingColumns } from './run-description';

/** Returns the number of values. */
export async function writeCsv(output: FileOutput, runs: readonly RunData[]): Promise<number> {
  let rows = 0;
  const settings = listSettingColumns(runs.map(({ run }) => run));
  const names = ['run', 'name', 'model', 'method', 'seed', ...settings.map(({ name }) => name)];
  const header = [...names, 'metric', 'step', 'seconds', 'value'].map(quoteCell).join(',');
  await output.write(`${header}\r\n`);
  for (const { run, metrics } of runs) {
    const { name, model, method, seed } = describeRun(run);
    const values = settings.map(({ read }) => formatSetting(read(run)));
    const cells = [run.id, name, model, method, String(seed ?? ''), ...values];
    for (const metric of metrics) {
      const start = [...cells, metric.name].map(quoteCell).join(',');
      for await (const piece of metric.readPieces()) {
        await output.write(formatRows(start, piece));
        rows += piece.step.length;
      }
    }
  }
  return rows;
}

/** Numbers with all digits; empty where the run has no such setting. */
function formatSetting(value: FieldValue): string {
  return typeof value === 'number' ? formatExact(value) : String(value ?? '');
}

function formatRows(start: string, { step, seconds, value }: MetricRows): string {
  let text = '';
  for (let row = 0; row < step.length; row += 1)
    text += `${start},${formatExact(step[row])},${formatExact(seconds[row])},${formatExact(value[row])}\r\n`;
  return text;
}
