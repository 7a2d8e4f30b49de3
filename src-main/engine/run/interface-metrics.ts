import {
  gradientMetricName,
  interfaceMetricName,
  type InterfaceMeasure,
} from '#spec/metric-catalogue';
import type { EdgeId } from '#spec/model';
import type { InterfaceQuality } from './diagnostics';

/** The metrics of every interface, as far as they are defined: cosine, relative error, synthesizer loss, and gradient norms by distance. */
export function interfaceMetrics(
  qualities: ReadonlyMap<EdgeId, InterfaceQuality>,
): [metric: string, value: number][] {
  return [...qualities].flatMap(([edge, quality]) => {
    const metrics: [string, number][] = [];
    const add = (measure: InterfaceMeasure, value: number | null): void => {
      if (value !== null) metrics.push([interfaceMetricName(edge, measure), value]);
    };
    add('cosine', quality.cosine);
    add('relative-error', quality.relativeError);
    add('synthesizer-loss', quality.synthesizerLoss);
    for (const [ticks, norm] of quality.gradientAt)
      metrics.push([gradientMetricName(edge, ticks), norm]);
    return metrics;
  });
}
