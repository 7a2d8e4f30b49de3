import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { listInterfacePanels, readDistances } from '../../../src-renderer/compare/interface-panels';
import { buildExperiment } from '../editor/experiment';

function run(text: string, metrics: Record<string, number>): Run {
  const summaries = Object.entries(metrics).map(([metric, last]) => [
    metric,
    { last, best: last, bestStep: 1 },
  ]);
  return {
    spec: buildExperiment(text),
    selected: null,
    metrics: Object.fromEntries(summaries),
  } as unknown as Run;
}

describe('the panels of interfaces', () => {
  it('stand in the order of the graph, one row for each measure', () => {
    const panels = listInterfacePanels([
      run('image>z z/b b/a a>loss', {
        'interface/b->a/cosine': 1,
        'interface/z->b/cosine': 1,
        'interface/z->b/synthesizer-loss': 1,
        'test/error': 1,
      }),
    ]);
    expect(
      panels.rows.map(({ title, panels: edges }) => [title, edges.map(({ edge }) => edge)]),
    ).toEqual([
      ['Cosine with the true gradient', ['z->b', 'b->a']],
      ['Synthesizer loss', ['z->b']],
    ]);
    expect(panels.distances).toEqual([]);
  });

  it('read gradient norms by distance as means of the last values', () => {
    const text = 'image>core core%core core>loss';
    const runs = [
      run(text, { 'gradient/core->core/at-8': 2, 'gradient/core->core/at-16': 1 }),
      run(text, { 'gradient/core->core/at-8': 4 }),
    ];
    const [panel] = listInterfacePanels(runs).distances;
    expect(panel).toEqual({ edge: 'core->core', distances: [8, 16] });
    expect(panel && readDistances(runs, panel)).toEqual({ x: [8, 16], y: [3, 1] });
  });
});
