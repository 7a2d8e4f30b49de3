import { capitalize } from '#spec/letter-case';
import { findModules } from '#spec/graph';
import type { ComparisonContent, XAxis } from '#spec/comparison';
import type { Model } from '#spec/model';
import type { Run } from '#spec/run';
import { commonExampleUnit } from '#spec/example-unit';
import { formatCount, formatElapsed, formatMetric, formatNumber } from '#analysis/format-value';
import { metricTitle } from '../metric-names';
import type { TickFormat } from './tick-labels';

export type AxisChoice = Pick<ComparisonContent, 'xAxis' | 'xMetric' | 'xModule'>;

/** How a chart shows its x axis. */
export interface AxisText {
  label: string;
  format: TickFormat;
  /** It counts seconds. */
  isTime: boolean;
}

export function describeAxis(choice: AxisChoice, runs: readonly Run[]): AxisText {
  const count = (label: string, format: TickFormat = formatNumber): AxisText => ({
    label,
    format,
    isTime: false,
  });
  switch (choice.xAxis) {
    case 'step':
      return count('step');
    case 'seconds':
      return { label: 'time', format: formatElapsed, isTime: true };
    case 'relative':
      return { label: 'time since the first point', format: formatElapsed, isTime: true };
    case 'examples':
      return count(`${exampleUnitOf(runs)} seen`, formatCount);
    case 'updates':
      return count(`updates of ${choice.xModule ?? 'a module'}`);
    case 'metric': {
      const metric = choice.xMetric ?? '';
      return count(metricTitle(metric, runs), (value) => formatMetric(metric, value));
    }
  }
}

export function exampleUnitOf(runs: readonly Run[]): string {
  return commonExampleUnit(runs.flatMap(({ spec }) => (spec ? [spec.task] : [])));
}

/** Ids of the modules of the runs' models, in the order of the graph. */
export function listModules(runs: readonly Run[]): string[] {
  return [
    ...new Set(distinctModels(runs).flatMap((model) => findModules(model).map(({ id }) => id))),
  ];
}

/** Most runs of a comparison train one model: the others of it are left out. */
function distinctModels(runs: readonly Run[]): Model[] {
  const models = runs.flatMap(({ spec }) => (spec ? [spec.model] : []));
  return [...new Map(models.map((model) => [JSON.stringify(model), model])).values()];
}

/** The name of an axis in the toolbar. */
export function axisName(choice: AxisChoice, runs: readonly Run[]): string {
  const names: Record<XAxis, string> = {
    step: 'Step',
    seconds: 'Time',
    relative: 'Relative time',
    examples: capitalize(exampleUnitOf(runs)),
    updates: `Updates, ${choice.xModule ?? ''}`,
    metric: choice.xMetric === null ? 'Metric' : metricTitle(choice.xMetric, runs),
  };
  return names[choice.xAxis];
}
