import { edgeMetricName, layerMetricName } from '#spec/metric-catalogue';
import type { Examination } from './diagnostics';
import { interfaceMetrics } from './interface-metrics';

/** The metrics of one examination: of every interface, then the gradients of every edge, then every layer. */
export function examinationMetrics({
  interfaces,
  gradients,
  layers,
}: Examination): [metric: string, value: number][] {
  const ofEdges = [...gradients].flatMap(([edge, { truth, synthetic }]) => [
    [edgeMetricName(edge, 'true-gradient'), truth] as const,
    [edgeMetricName(edge, 'synthetic-gradient'), synthetic] as const,
  ]);
  const ofLayers = [...layers].flatMap(([node, { dead, activations, weights, updates }]) => [
    [layerMetricName(node, 'dead'), dead] as const,
    [layerMetricName(node, 'activations'), activations] as const,
    [layerMetricName(node, 'weights'), weights] as const,
    [layerMetricName(node, 'updates'), updates] as const,
  ]);
  const measured = [...ofEdges, ...ofLayers].flatMap(([metric, value]): [string, number][] =>
    value === null ? [] : [[metric, value]],
  );
  return [...interfaceMetrics(interfaces), ...measured];
}
