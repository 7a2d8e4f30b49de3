import type { Run } from '#spec/run';
import { formatNumber } from '../stores/format';
import type { EventMark } from '../ui/chart/event-marks';

/** The alerts of a run as marks on an axis of steps. `name`: of the run, where a chart has several. */
export function alertMarks({ alerts }: Pick<Run, 'alerts'>, name?: string): EventMark[] {
  return alerts.map(({ step, message }) => ({
    x: step,
    text: `${name === undefined ? 'Step' : `${name}, step`} ${formatNumber(step)}: ${message}`,
  }));
}
