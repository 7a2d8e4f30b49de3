import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { viewNodes } from '#diagram/node-view';
import { checkExperiment } from '#spec/check-experiment';
import type { Experiment } from '#spec/experiment';
import { keepResults } from '#spec/keep-results';
import { numberModules } from '#spec/module-numbers';
import { inferShapes } from '#spec/shapes';
import { taskFields } from '#spec/task';
import { viewCanvasEdges } from '../../../src-renderer/canvas/flow';
import { updateViews } from '../../../src-renderer/canvas/update-views';
import { removeElements, updateNode } from '../../../src-renderer/editor/edits';
import { setDecoupling, setDelay } from '../../../src-renderer/editor/edge-edits';
import { edgeId } from '#spec/model';
import { buildExperiment } from '../editor/experiment';

it('touches only the views that say something else', () => {
  const views = new Map([
    ['a', { text: 'a', at: [1] }],
    ['b', { text: 'b', at: [2] }],
    ['c', { text: 'c', at: [3] }],
  ]);
  const { a } = Object.fromEntries(views);
  const set = vi.spyOn(views, 'set');
  updateViews(
    views,
    new Map([
      ['a', { text: 'a', at: [1] }],
      ['b', { text: 'b', at: [4] }],
      ['d', { text: 'd', at: [] }],
    ]),
  );
  expect(set.mock.calls.map(([id]) => id)).toEqual(['b', 'd']);
  expect(views.get('a')).toBe(a);
  expect(Object.fromEntries(views)).toEqual({
    a: { text: 'a', at: [1] },
    b: { text: 'b', at: [4] },
    d: { text: 'd', at: [] },
  });
});

/** What cards and edges show, worked out of a model of which nothing is kept. */
function viewAll(experiment: Experiment) {
  const fields = taskFields(experiment.task);
  const source = {
    experiment,
    shapes: inferShapes(experiment.model, fields).shapes,
    positions: Object.fromEntries(
      Object.keys(experiment.model.nodes).map((id, index) => [id, { x: 180 * index, y: 0 }]),
    ),
    moduleIndex: numberModules(experiment.model),
    problems: checkExperiment(experiment, fields),
  };
  return { nodes: viewNodes(source), edges: viewCanvasEdges(source) };
}

const editArbitrary = fc.record({
  kind: fc.constantFrom('units', 'decouple', 'couple', 'delay', 'remove', 'undo'),
  node: fc.nat(),
  edge: fc.nat(),
  units: fc.integer({ min: 1, max: 9 }),
});

function edit(
  experiment: Experiment,
  { kind, node, edge, units }: { kind: string; node: number; edge: number; units: number },
): Experiment {
  const { nodes, edges } = experiment.model;
  const ids = Object.keys(nodes);
  const id = ids[node % ids.length] ?? '';
  const chosen = edges[edge % edges.length];
  if (kind === 'units')
    return nodes[id]?.kind === 'dense' ? updateNode(experiment, id, { units }) : experiment;
  if (kind === 'remove') return ids.length > 3 ? removeElements(experiment, [id], []) : experiment;
  if (!chosen) return experiment;
  if (kind === 'delay') return setDelay(experiment, edgeId(chosen), chosen.delay === undefined);
  const decoupled = kind === 'decouple' ? { synthesizer: { hidden: [units] } } : undefined;
  return setDecoupling(experiment, edgeId(chosen), decoupled as never);
}

it('shows after every one of random edits what the model shows that was worked out anew', () => {
  const start = buildExperiment('image>core core%core core>a a/b b>c a>d c>sum d>sum sum>loss', {
    task: { kind: 'counting' },
  });
  fc.assert(
    fc.property(fc.array(editArbitrary, { minLength: 1, maxLength: 12 }), (edits) => {
      const shown = { nodes: new Map(), edges: new Map() };
      const versions = [start];
      for (const one of edits) {
        const present = versions[versions.length - 1] ?? start;
        if (one.kind === 'undo' && versions.length > 1) versions.pop();
        else versions.push(edit(present, one));
        const next = versions[versions.length - 1] ?? start;
        keepResults(next.model);
        const kept = viewAll(next);
        updateViews(shown.nodes, kept.nodes);
        updateViews(shown.edges, kept.edges);
        const { nodes, edges } = viewAll(structuredClone(next));
        expect(Object.fromEntries(shown.nodes)).toEqual(Object.fromEntries(nodes));
        expect(Object.fromEntries(shown.edges)).toEqual(Object.fromEntries(edges));
      }
    }),
    { numRuns: 25 },
  );
});
