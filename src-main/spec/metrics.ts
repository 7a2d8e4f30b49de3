import type { EdgeId } from './model';

/** Whether a smaller value is the better one; decides what `best` means. */
export function smallerIsBetter(metric: string): boolean {
  return !(metric.endsWith('/cosine') || metric === 'speed/steps-per-second');
}

export type InterfaceMetric = 'cosine' | 'relative-error' | 'synthesizer-loss';

export function interfaceMetric(edge: EdgeId, metric: InterfaceMetric): string {
  return `interface/${edge}/${metric}`;
}

/** One value of one metric. `seconds`: wall time of training since the run began, pauses not counted. */
export interface MetricPoint {
  metric: string;
  step: number;
  seconds: number;
  value: number;
}
