import { expect, it } from 'vitest';
import { groupMetrics } from '#chart/metric-names';
import {
  describeMetric,
  edgeMetricName,
  layerMetricName,
  parseEdgeMetric,
  parseLayerMetric,
} from '#spec/metric-catalogue';

it('metrics of edges and layers are found by their names', () => {
  const onEdge = edgeMetricName('a->b', 'synthetic-gradient');
  expect(parseEdgeMetric(onEdge)).toEqual({ edge: 'a->b', measure: 'synthetic-gradient' });
  expect(parseEdgeMetric('edge/a->b/cosine')).toBeNull();
  const ofLayer = layerMetricName('a', 'dead');
  expect(parseLayerMetric(ofLayer)).toEqual({ node: 'a', measure: 'dead' });
  expect(parseLayerMetric('layer/a/toString')).toBeNull();
  expect(describeMetric(onEdge)).toMatchObject({ title: 'Synthetic gradient, a → b', unit: null });
  expect(describeMetric(ofLayer)).toMatchObject({ title: 'Dead units, a', unit: 'fraction' });
});

it('metrics of edges and layers have no charts of their own on the page of a run', () => {
  const summary = { last: 1, best: 1, bestStep: 1 };
  const metrics = Object.fromEntries(
    ['train/loss', 'edge/a->b/true-gradient', 'layer/a/weights'].map((name) => [name, summary]),
  );
  expect(groupMetrics({ metrics, spec: null } as never)).toEqual([
    { title: 'Loss', metrics: ['train/loss'] },
  ]);
});
