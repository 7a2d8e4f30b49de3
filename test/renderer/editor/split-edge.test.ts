import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { addNode } from '../../../src-renderer/editor/edits';
import { isUnconnected, splitEdge, validateSplit } from '../../../src-renderer/editor/split-edge';
import { buildExperiment } from './experiment';

const stream = { task: { kind: 'copy' } };
const origin = { x: 0, y: 0 };

function withNode(text: string, kind: 'dense' | 'dropout' | 'input', values: object = {}) {
  return addNode(buildExperiment(text, values), kind, origin);
}

describe('a node that is put on an edge', () => {
  it('stands between its ends, with the decoupling on the part towards the target', () => {
    const { experiment, id } = withNode('image>a a/b b>loss', 'dense');
    expect(validateSplit(experiment, 'a->b', id)).toBeNull();
    const { edges } = splitEdge(experiment, 'a->b', id).model;
    expect(edges.map(edgeId)).toEqual(['image->a', 'a->dense', 'dense->b', 'b->loss']);
    expect(edges.map(({ decoupled }) => decoupled !== undefined)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(edges[2]?.decoupled).toEqual(experiment.model.edges[1]?.decoupled);
  });

  it('leaves the delay on the part towards the target', () => {
    const { experiment, id } = withNode('image>sum sum>a a~sum a>loss', 'dense', stream);
    expect(validateSplit(experiment, 'a->sum', id)).toBeNull();
    const { edges } = splitEdge(experiment, 'a->sum', id).model;
    expect(edges.slice(2, 4)).toEqual([
      { from: 'a', to: 'dense' },
      { from: 'dense', to: 'sum', delay: 1 },
    ]);
  });

  it('keeps the order in which a sum or a concat joins', () => {
    const { experiment, id } = withNode('image>a image>b a>sum b>sum sum>loss', 'dropout');
    const edges = splitEdge(experiment, 'a->sum', id).model.edges.map(edgeId);
    expect(edges.filter((edge) => edge.endsWith('->sum'))).toEqual(['dropout->sum', 'b->sum']);
  });

  it('cannot be an input, an end of the edge, nor stand on the state of a core', () => {
    const { experiment, id } = withNode('image>a a>loss', 'input');
    expect(validateSplit(experiment, 'a->loss', id)).toContain('is an input');
    expect(validateSplit(experiment, 'a->loss', 'a')).toBe("'a' is an end of this edge.");
    expect(validateSplit(experiment, 'a->b', id)).toBe('There is no such edge.');
    const recurrent = withNode('image>core core~core core>loss', 'dense', stream);
    expect(validateSplit(recurrent.experiment, 'core->core', recurrent.id)).toContain('state');
  });

  it('counts as unconnected with the edge of its own state alone', () => {
    const recurrent = buildExperiment('core~core image>loss', stream);
    expect(isUnconnected(recurrent, 'core')).toBe(true);
    expect(isUnconnected(recurrent, 'loss')).toBe(false);
  });
});
