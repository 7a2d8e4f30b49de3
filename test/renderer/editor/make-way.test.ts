import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { findReplaced, makeWay } from '../../../src-renderer/editor/make-way';
import { buildExperiment } from './experiment';

describe('an edge to a node that takes one message', () => {
  const model = buildExperiment('image>a a>b b>loss other', {});

  it('replaces the edge that is there', () => {
    const ends = { from: 'other', to: 'b' };
    expect(findReplaced(model, ends)).toEqual({ from: 'a', to: 'b' });
    expect(makeWay(model, ends).model.edges.map(edgeId)).toEqual(['image->a', 'b->loss']);
  });

  it('replaces nothing where it is there already, or where there is room', () => {
    expect(findReplaced(model, { from: 'a', to: 'b' })).toBeNull();
    expect(findReplaced(model, { from: 'a', to: 'other' })).toBeNull();
    expect(makeWay(model, { from: 'a', to: 'other' })).toBe(model);
    const joined = buildExperiment('image>a image>b a>sum b>sum sum>loss');
    expect(findReplaced(joined, { from: 'image', to: 'sum' })).toBeNull();
  });

  it('leaves the state of a core', () => {
    const stream = { task: { kind: 'copy' } };
    const core = buildExperiment('image>core core~core other core>loss', stream);
    expect(findReplaced(core, { from: 'other', to: 'core' })).toEqual({
      from: 'image',
      to: 'core',
    });
    expect(findReplaced(core, { from: 'core', to: 'core' })).toBeNull();
  });
});
