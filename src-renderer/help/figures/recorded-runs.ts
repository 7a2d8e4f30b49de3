import { answerFormat, formatPlusMinus } from '#analysis/answer-format';
import { meanInterval } from '#analysis/statistics/interval';
import { mean } from '#analysis/statistics/summary';
import { methodInfo } from '#chart/methods';
import { splitMetricName } from '#spec/metric-catalogue';
import type { Method } from '#spec/training';
import type { FigureRow } from '../../studies/figure-rows';
import recorded from './recorded-runs.json';

/**
 * Runs that were really trained: the template 'Spirals, 3 layers, cDNI' under each method, with five seeds.
 * `test/pictures/record-runs.ts` trains them again.
 */

export interface Curve {
  steps: readonly number[];
  values: readonly number[];
}

/** Of the run with DNI and seed 1. */
export function readCurve(metric: string): Curve {
  const points = (recorded.curves as unknown as Record<string, [number, number][]>)[metric];
  if (!points) throw new Error(`No run of Help has recorded the metric '${metric}'.`);
  return { steps: points.map(([step]) => step), values: points.map(([, value]) => value) };
}

/** What the groups are compared by. */
export const testError = splitMetricName('test', 'error');

const tokens: Record<Method, string> = {
  backprop: '--true-gradient',
  dni: '--synthetic-gradient',
  none: '--ink-soft',
};

export interface RecordedGroup {
  label: string;
  method: Method;
  /** Runs of the group, from the first seed on. */
  count: number;
}

/** Test errors after the last step, with mean and interval as a study computes them. */
export function describeGroups(groups: readonly RecordedGroup[]): FigureRow[] {
  const measured = groups.map(({ method, count }) => {
    const values = recorded.testErrors[method].slice(0, count);
    return { values, mean: mean(values), interval: meanInterval(values, 0.95) };
  });
  const format = answerFormat(testError, measured);
  return groups.map(({ label, method }, index): FigureRow => {
    const { values, mean, interval } = measured[index] ?? { values: [], mean: 0, interval: null };
    return {
      key: label,
      label,
      color: tokens[method],
      dash: methodInfo[method].dash,
      mean,
      interval,
      values: values.map((value, at) => {
        const seed = recorded.seeds[at] ?? 0;
        return { runId: `${method}-${seed}`, seed, value };
      }),
      summary: `${formatPlusMinus(format, mean, interval)}, n ${values.length}`,
      isBaseline: method === 'backprop',
      stoppedAt: null,
      untrained: null,
    };
  });
}
