/** All values of runs as CSV (RFC 4180): one row for each value. */
import type { FileOutput } from '#files/file-output';
import type { MetricRows } from '#storage/metric-files';
import type { RunData } from './run-data';
import { describeRun } from './run-description';

const header = 'run,name,model,method,seed,metric,step,seconds,value\r\n';

/** Returns the number of values. */
export async function writeCsv(output: FileOutput, runs: readonly RunData[]): Promise<number> {
  let rows = 0;
  await output.write(header);
  for (const { run, metrics } of runs) {
    const { name, model, method, seed } = describeRun(run);
    const cells = [run.id, name, model, method, String(seed)];
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

function formatRows(start: string, { step, seconds, value }: MetricRows): string {
  let text = '';
  for (let row = 0; row < step.length; row += 1)
    text += `${start},${formatNumber(step[row])},${formatNumber(seconds[row])},${formatNumber(value[row])}\r\n`;
  return text;
}

/**
 * The shortest text of which every reader makes the same float64 again. NaN and infinities are written as Python, NumPy,
 * pandas and R read them.
 */
export function formatNumber(value = NaN): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

/** A cell with commas, quotation marks or line breaks stands in quotation marks; those in it are doubled. */
export function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
