import type { Chart } from 'chart.js';
import { writeReported } from '#analysis/reported/reported-format';
import type { ReportedRow } from '#analysis/reported/match-reported';
import { nameSource } from '#analysis/reported/reported-figures';
import type { ResolveColor } from '../../ui/chart/drawn-lines';
import type { TargetDataset } from './chart-content';

/** `Jaderberg et al. 2017: cDNI: 2.2 % ± 0.1, reported in Jaderberg et al. 2017, Table 1`. */
export function describeReported(row: ReportedRow): string {
  return `${row.title}: ${writeReported(row)}, reported in ${nameSource(row.source)}`;
}

/** Hollow marks, since no run was made for them. `firstRow`: that of the first. */
export function reportedMarks(
  rows: readonly ReportedRow[],
  firstRow: number,
  resolve: ResolveColor,
): TargetDataset {
  return {
    type: 'scatter',
    data: rows.map(({ entry }, index) => ({ x: entry.value, y: firstRow + index })),
    targets: rows.map((row) => ({ text: describeReported(row), key: row.key, runId: null })),
    backgroundColor: resolve('--surface-raised'),
    borderColor: resolve('--ink-soft'),
    borderWidth: 1.5,
    pointStyle: 'rectRot',
    radius: 5.5,
    hitRadius: 3,
    clip: 8,
  };
}

/** A dashed line from each reported value up through the rows of the groups, so that they can be compared with it. */
export function drawLevels(chart: Chart, rows: readonly ReportedRow[], color: string): void {
  const { ctx, scales, chartArea } = chart;
  const { x, y } = scales;
  if (!x || !y) return;
  const firstRow = Math.round(y.max + 0.5) - rows.length;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  rows.forEach(({ entry }, index) => {
    const at = Math.round(x.getPixelForValue(entry.value)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(at, chartArea.top);
    ctx.lineTo(at, y.getPixelForValue(firstRow + index));
    ctx.stroke();
  });
  ctx.restore();
}
