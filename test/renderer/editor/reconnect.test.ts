import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { reconnect, validateReconnection } from '../../../src-renderer/editor/reconnect';
import { buildExperiment } from './experiment';

const stream = { task: { kind: 'copy' } };

describe('an edge that is moved to other ends', () => {
  const model = buildExperiment('image>a a/b b>c b>d c>loss');

  it('keeps its decoupling and its place in the order', () => {
    const ends = { from: 'a', to: 'd' };
    const open = buildExperiment('image>a a/b b>c c>loss d>loss');
    expect(validateReconnection(open, 'a->b', ends)).toBeNull();
    const { edges } = reconnect(open, 'a->b', ends).model;
    expect(edges[1]).toEqual({ ...open.model.edges[1], ...ends });
    expect(edges.map(edgeId)[1]).toBe('a->d');
  });

  it('may keep the end that is full: the edge itself does not count', () => {
    expect(validateReconnection(model, 'b->d', { from: 'a', to: 'd' })).toBeNull();
    expect(validateReconnection(model, 'b->d', { from: 'b', to: 'd' })).toBeNull();
    expect(validateReconnection(model, 'a->b', { from: 'c', to: 'b' })).toContain('cycle');
  });

  it('replaces the edge of a node that takes one message', () => {
    const ends = { from: 'a', to: 'c' };
    expect(validateReconnection(model, 'a->b', ends)).toBeNull();
    const moved = reconnect(model, 'a->b', ends);
    expect(moved.model.edges.map(edgeId)).toEqual(['image->a', 'a->c', 'b->d', 'c->loss']);
    expect(moved.model.edges[1]?.decoupled).toEqual(model.model.edges[1]?.decoupled);
  });

  it('is an ordinary edge where it cannot be decoupled', () => {
    const ends = { from: 'image', to: 'b' };
    expect(reconnect(model, 'a->b', ends).model.edges[1]).toEqual(ends);
  });

  it('keeps its delay, and gets one where it closes a cycle', () => {
    const recurrent = buildExperiment('image>sum sum>a a~sum a>b b>loss', stream);
    expect(reconnect(recurrent, 'a->sum', { from: 'b', to: 'sum' }).model.edges[2]).toEqual({
      from: 'b',
      to: 'sum',
      delay: 1,
    });
    const forward = buildExperiment('image>sum sum>a c>sum a>loss', stream);
    expect(reconnect(forward, 'c->sum', { from: 'a', to: 'sum' }).model.edges[2]).toEqual({
      from: 'a',
      to: 'sum',
      delay: 1,
    });
  });
});
