import type { ChartOptions, TooltipItem } from 'chart.js';
import { isDrawable, measuredValue, type Point } from './chart-line';
import { countOmitted, type LineDataset } from './hover';
import type { TickFormat } from './tick-labels';

interface TooltipFormats {
  xLabel: string;
  formatX: TickFormat;
  formatY: (value: number) => string;
  isLog: boolean;
}

type Item = Pick<TooltipItem<'line'>, 'dataset' | 'dataIndex' | 'raw'>;
type Callbacks = NonNullable<NonNullable<ChartOptions<'line'>['plugins']>['tooltip']>['callbacks'];

const pointOf = ({ raw }: Pick<Item, 'raw'>): Point => raw as Point;
/** Significant figures that distinguish every step, and every example of a long run. */
const xFigures = 12;

/**
 * The texts of a tooltip. Its title is the x of the points, if all have the same; else each line says its own, since
 * lines that are measured at different steps show their nearest measured values.
 */
export function tooltipCallbacks(formats: TooltipFormats): NonNullable<Callbacks> {
  const { xLabel, formatX, formatY, isLog } = formats;
  const formatAt = (x: number): string => `${xLabel} ${formatX(x, xFigures)}`;
  const commonX = (items: readonly Item[]): number | null => {
    const values = new Set(items.map((item) => pointOf(item).x));
    const [x] = values;
    return values.size === 1 && x !== undefined ? x : null;
  };
  return {
    title: (items) => {
      const x = commonX(items);
      return x === null ? '' : formatAt(x);
    },
    label(item) {
      const { label = '', endLabel, isSmoothed, data } = item.dataset as LineDataset;
      const point = pointOf(item);
      const value = measuredValue(point);
      const parts = [
        `${formatY(value)}  ${label}`,
        commonX(this.dataPoints) === null ? formatAt(point.x) : '',
        isSmoothed === true ? 'smoothed' : '',
        isLog && Number.isFinite(value) && !isDrawable(value, true) ? 'not on a log axis' : '',
        item.dataIndex === data.length - 1 ? (endLabel ?? '') : '',
      ];
      return parts.filter((part) => part !== '').join(', ');
    },
    footer(items) {
      const [item] = items;
      const omitted = item ? countOmitted(item.chart) : 0;
      return omitted === 0 ? '' : `and ${omitted} more ${omitted === 1 ? 'line' : 'lines'}`;
    },
  };
}

/** Sorts tooltip items by value, the largest first; values that are not a number come last. */
export function compareItems(a: Pick<Item, 'raw'>, b: Pick<Item, 'raw'>): number {
  const order = (item: Pick<Item, 'raw'>): number => {
    const value = measuredValue(pointOf(item));
    return Number.isNaN(value) ? -Infinity : value;
  };
  const [first, second] = [order(a), order(b)];
  return first === second ? 0 : second > first ? 1 : -1;
}
