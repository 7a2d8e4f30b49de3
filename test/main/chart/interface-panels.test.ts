import { describe, expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import {
  choosePanelColumns,
  hasModule,
  listInterfacePanels,
  readDistances,
  readWaiting,
} from '#chart/interface-panels';
import { buildExperiment } from '../../renderer/editor/experiment';

function run(text: string, metrics: Record<string, number>): TrainedRun {
  const summaries = Object.entries(metrics).map(([metric, last]) => [
    metric,
    { last, best: last, bestStep: 1 },
  ]);
  return {
    spec: buildExperiment(text),
    selected: null,
    metrics: Object.fromEntries(summaries),
  } as unknown as TrainedRun;
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
      panels.rows.map(({ title, panels: edges }) => [title, edges.map(({ name }) => name)]),
    ).toEqual([
      ['Cosine with the true gradient', ['z → b', 'b → a']],
      ['Synthesizer loss', ['z → b']],
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

  it('have the updates of modules in the order of the graph, not of the alphabet', () => {
    const [row] = listInterfacePanels([
      run('image>z z/b b/a a>loss', {
        'module/a/updates': 1,
        'module/b/updates': 1,
        'module/z/updates': 1,
      }),
    ]).rows;
    expect(row?.panels.map(({ name, metric }) => [name, metric])).toEqual([
      ['z', 'module/z/updates'],
      ['b', 'module/b/updates'],
      ['a', 'module/a/updates'],
    ]);
  });

  it('say what updates wait for, from the settings alone', () => {
    const dni = run('image>z z/b b/a a>loss', {});
    expect(listInterfacePanels([dni]).waiting).toEqual([]);
    const { spec } = dni;
    const training = { ...spec.training, method: 'backprop' as const };
    const backprop = { ...dni, spec: { ...spec, training } };
    expect(listInterfacePanels([dni, backprop]).waiting).toEqual([
      {
        title: 'Waiting for the gradient, in passes of other modules',
        measure: 'passes',
        modules: ['z', 'b', 'a'],
      },
    ]);
    expect(readWaiting([backprop], 'z', 'passes')).toEqual({ low: 4, high: 4 });
    expect(readWaiting([dni, backprop], 'b', 'passes')).toEqual({ low: 0, high: 2 });
    expect(readWaiting([dni], 'other', 'passes')).toBeNull();
    expect(['b', 'other'].map((module) => hasModule([dni], module))).toEqual([true, false]);
  });

  it('fill the width of their card', () => {
    // 840 pixels have room for 3 columns: rows of one panel side by side, of two panels one below the other.
    expect([1, 2, 3, 5, 6].map((count) => choosePanelColumns(840, count))).toEqual([3, 2, 3, 3, 3]);
    expect([1, 2, 3, 4].map((count) => choosePanelColumns(1600, count))).toEqual([6, 6, 6, 4]);
    expect(choosePanelColumns(200, 2)).toBe(1);
  });
});
