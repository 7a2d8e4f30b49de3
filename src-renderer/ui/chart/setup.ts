import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import zoom from 'chartjs-plugin-zoom';
import { edgeMarksPlugin } from './edge-marks';
import { registerHover } from './hover';

let isRegistered = false;

/** Registers the parts of Chart.js that the charts use, once. */
export function setUpCharts(): void {
  if (isRegistered) return;
  isRegistered = true;
  Chart.register(
    LineController,
    LineElement,
    PointElement,
    LinearScale,
    LogarithmicScale,
    Tooltip,
    zoom,
    edgeMarksPlugin,
  );
  registerHover();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
}
