import { expect, it } from 'vitest';
import { describeEdge } from '#diagram/edge-summary';
import { viewEdges } from '#diagram/edge-view';
import type { Method } from '#spec/training';
import { buildExperiment } from '../../renderer/editor/experiment';

/** The summaries of all edges of a model, in the order of the text. */
function describeEdges(text: string, method: Method, task = { kind: 'counting' }): string[] {
  const experiment = buildExperiment(text, { task });
  const views = viewEdges({
    experiment: { ...experiment, training: { ...experiment.training, method } },
    shapes: {},
    positions: {},
    moduleIndex: new Map(),
    problems: [],
  });
  return [...views.values()].map(({ view }) => describeEdge(view));
}

it('describes the message and the gradient of ordinary and decoupled edges', () => {
  expect(describeEdges('image>a a>b b/c c>loss', 'dni')).toEqual([
    'The message goes on; no gradient comes back.',
    'The message goes on; what comes back was made from a synthetic gradient above (blue).',
    'Decoupled by a synthesizer (linear). The message goes on; the gradient that comes back is synthetic (blue).',
    'The message goes on; the true gradient comes back (green).',
  ]);
});

it('describes delayed and held messages', () => {
  const [, toSlow, toFast] = describeEdges('image>slow core>slow slow~b b>loss', 'backprop');
  expect(toSlow).toBe('The message goes on; the true gradient comes back (green).');
  expect(toFast).toBe(
    'The message goes on one tick later and is held for 4 ticks of its reader; the true gradient comes back (green).',
  );
});

it('describes the gradient from beyond an unroll on decoupled recurrent edges', () => {
  const prefix =
    'Decoupled by a synthesizer (linear). The message goes on one tick later. Within an unroll the true gradient comes back; that of what lies beyond its end is ';
  const text = 'core%core image>core core>loss';
  expect(describeEdges(text, 'dni')[0]).toBe(`${prefix}synthetic (blue).`);
  expect(describeEdges(text, 'none')[0]).toBe(`${prefix}cut off.`);
});

it('says that backprop does not use a synthesizer, and that nothing comes back without a loss', () => {
  expect(describeEdges('image>a a/b b>loss', 'backprop', { kind: 'mnist' })[1]).toBe(
    'Decoupled by a synthesizer (linear). The message goes on; the true gradient comes back (green), because backprop does not use the synthesizer.',
  );
  // `c` leads to no loss: its synthesizer has nothing to learn from.
  const [, , cut] = describeEdges('image>a a>loss a/c', 'dni', { kind: 'mnist' });
  expect(cut).toContain('no gradient comes back.');
  expect(describeEdges('image>core core%core', 'dni')[1]).toContain('no gradient comes back.');
});
