import {
  Chart,
  LinearScale,
  LogarithmicScale,
  PointElement,
  type ChartComponentLike,
} from 'chart.js';
import { CurveController } from './curve-controller';

let isSetUp = false;

/**
 * Registers the parts of Chart.js that a chart uses: those of charts of lines, and what else a kind of chart asks for,
 * as `setUpCharts(MatrixController, MatrixElement)`. Chart.js ignores what it already has.
 */
export function setUpCharts(...more: ChartComponentLike[]): void {
  Chart.register(...more);
  if (isSetUp) return;
  isSetUp = true;
  const curves = CurveController as unknown as ChartComponentLike;
  Chart.register(curves, LinearScale, LogarithmicScale, PointElement);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
}
