import { gradientMetricName, interfaceMetricName } from '#spec/metric-catalogue';
import type { EdgeId } from '#spec/model';
import type { InterfaceQuality } from './diagnostics';

/** The metrics of every interface: cosine, relative error, synthesizer loss, and gradient norms by distance. */
export function interfaceMetrics(
  qualities: ReadonlyMap<EdgeId, InterfaceQuality>,
): [metric: string, value: number][] {
  return [...qualities].flatMap(([edge, quality]) => {
    const metrics: [string, number][] = [
      [interfaceMetricName(edge, 'cosine'), quality.cosine],
      [interfaceMetricName(edge, 'relative-error'), quality.relativeError],
    ];
    if (quality.synthesizerLoss !== null)
      metrics.push([interfaceMetricName(edge, 'synthesizer-loss'), quality.synthesizerLoss]);
    for (const [ticks, norm] of quality.gradientAt)
      metrics.push([gradientMetricName(edge, ticks), norm]);
    return metrics;
  });
}
