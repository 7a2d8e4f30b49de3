import type { EdgeId } from './model';

const larger: readonly string[] = ['task/level', 'speed/steps-per-second', 'speed/examples-seen'];

/** Whether a smaller value is the better one; decides what `best` means. */
export function smallerIsBetter(metric: string): boolean {
  return !(metric.endsWith('/cosine') || larger.includes(metric));
}

/** Norm of the gradient that arrives at an edge's message from losses `ticks` later. */
export function gradientMetric(edge: EdgeId, ticks: number): string {
  return `gradient/${edge}/at-${ticks}`;
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
