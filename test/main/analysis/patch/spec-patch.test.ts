import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySpecPatch } from '#analysis/patch/apply-patch';
import { createSpecPatch } from '#analysis/patch/spec-patch';
import type { Experiment } from '#spec/experiment';
import { template } from '../../spec/make';
import { editedExperiments } from '../random-experiments';

const spec = template('mnist-cdni');
const withEdges = (edges: Experiment['model']['edges']): Experiment => ({
  ...spec,
  model: { ...spec.model, edges },
});
const { edges } = spec.model;
const [first, second, third] = edges as [
  Experiment['model']['edges'][number],
  Experiment['model']['edges'][number],
  Experiment['model']['edges'][number],
];

describe('the patch between two experiments', () => {
  it('makes the second of the first, whatever was edited', () => {
    let changed = 0;
    fc.assert(
      fc.property(editedExperiments, ({ before, after }) => {
        const patch = createSpecPatch(before, after);
        changed += patch.length > 0 ? 1 : 0;
        expect(applySpecPatch(before, patch, 'It')).toEqual(after);
        expect(applySpecPatch(after, createSpecPatch(after, before), 'It')).toEqual(before);
      }),
      { numRuns: 400 },
    );
    expect(changed).toBeGreaterThan(200);
  });

  it('leaves the first as it is, and is empty between equal ones', () => {
    const before = JSON.stringify(spec);
    applySpecPatch(spec, [{ op: 'replace', path: '/name', value: 'x' }], 'It');
    expect(JSON.stringify(spec)).toBe(before);
    expect(createSpecPatch(spec, template('mnist-cdni'))).toEqual([]);
  });

  it('names nodes by their ids', () => {
    const nodes = { ...spec.model.nodes, hidden1: { ...spec.model.nodes.hidden1, units: 7 } };
    const after = { ...spec, model: { ...spec.model, nodes } } as Experiment;
    expect(createSpecPatch(spec, after)).toEqual([
      { op: 'replace', path: '/model/nodes/hidden1/units', value: 7 },
    ]);
  });

  it('tests the ends of an edge before it changes it', () => {
    const after = withEdges([first, { ...second, delay: 1 }, ...edges.slice(2)]);
    expect(createSpecPatch(spec, after)).toEqual([
      { op: 'test', path: '/model/edges/1/from', value: second.from },
      { op: 'test', path: '/model/edges/1/to', value: second.to },
      { op: 'add', path: '/model/edges/1/delay', value: 1 },
    ]);
  });

  it('does not change another edge in the place of the one that it is about', () => {
    const patch = createSpecPatch(spec, withEdges([{ ...first, delay: 1 }, ...edges.slice(1)]));
    const other = withEdges([second, first, ...edges.slice(2)]);
    expect(() => applySpecPatch(other, patch, "The patch 'p.json'")).toThrow(
      'The patch \'p.json\' does not apply: operation 1, test \'/model/edges/0/from\', expects "image" there, but finds "hidden1".',
    );
  });

  it('removes, moves and adds edges one by one', () => {
    const added = { from: 'image', to: 'logits' };
    const patch = createSpecPatch(
      withEdges([first, second, third]),
      withEdges([third, added, first]),
    );
    expect(
      patch.map(({ op, path }) => `${op} ${path}`).filter((one) => !one.startsWith('test')),
    ).toEqual(['remove /model/edges/1', 'move /model/edges/0', 'add /model/edges/1']);
  });

  it('replaces a list of edges that names one twice', () => {
    const after = withEdges([...edges, first]);
    expect(createSpecPatch(spec, after)).toEqual([
      { op: 'replace', path: '/model/edges', value: after.model.edges },
    ]);
  });

  it('replaces lists of numbers and objects of another kind as a whole', () => {
    const optimizer = { kind: 'sgd', rate: 0.5 } as Experiment['training']['optimizer'];
    const after = { ...spec, training: { ...spec.training, optimizer } };
    expect(createSpecPatch(spec, after)).toEqual([
      { op: 'replace', path: '/training/optimizer', value: optimizer },
    ]);
  });
});
