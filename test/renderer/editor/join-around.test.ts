import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { removeAndJoin, removeElements } from '../../../src-renderer/editor/edits';
import { joinAround } from '../../../src-renderer/editor/join-around';
import { buildExperiment } from './experiment';

const stream = { task: { kind: 'copy' } };
const join = (text: string, removed: string[], values: object = {}) =>
  joinAround(buildExperiment(text, values), removed).map(
    (edge) => `${edgeId(edge)}${edge.delay ? ' later' : ''}${edge.decoupled ? ' decoupled' : ''}`,
  );

describe('the neighbours of nodes that go', () => {
  it('are joined around a node with one input and one output', () => {
    expect(join('image>a a>b b>loss', ['a'])).toEqual(['image->b', 'b->loss']);
  });

  it('are joined by one edge around several in a row, in any order', () => {
    const text = 'image>a a>b b>c c>loss';
    expect(join(text, ['b', 'c'])).toEqual(['image->a', 'a->loss']);
    expect(join(text, ['c', 'a', 'b'])).toEqual(['image->loss']);
  });

  it('keep the decoupling of either edge', () => {
    expect(join('image>a a/b b>c c>loss', ['b'])).toEqual([
      'image->a',
      'a->c decoupled',
      'c->loss',
    ]);
    expect(join('image>a a>b b/c c>loss', ['b'])).toContain('a->c decoupled');
  });

  it('keep the delay of either edge', () => {
    expect(join('image>sum sum>a a~b b>sum a>loss', ['b'], stream)).toContain('a->sum later');
  });

  it('are joined around a core, whose state goes with it', () => {
    expect(join('image>core core~core core>loss', ['core'], stream)).toEqual(['image->loss']);
  });

  it('are left apart where the node has several inputs or outputs', () => {
    expect(join('image>a a>b a>c b>loss', ['a'])).toEqual(['b->loss']);
    expect(join('image>sum a>sum sum>loss', ['sum'])).toEqual([]);
  });

  it('are left apart where they are connected already, or would be connected to themselves', () => {
    expect(join('image>a image>sum a>sum sum>loss', ['a'])).toEqual(['image->sum', 'sum->loss']);
    expect(join('image>sum sum>b b~sum sum>loss', ['b'], stream)).toEqual([
      'image->sum',
      'sum->loss',
    ]);
  });

  it('keep the place of the edge at a node that joins messages', () => {
    expect(join('image>a image>c a>b b>sum c>sum sum>loss', ['b'])).toEqual([
      'image->a',
      'image->c',
      'a->sum',
      'c->sum',
      'sum->loss',
    ]);
  });
});

describe('deleting', () => {
  const chain = buildExperiment('image>a a/b b>loss');

  it('makes an edge ordinary that cannot be decoupled where it leads now', () => {
    const { edges } = removeAndJoin(chain, ['b'], []).model;
    expect(edges).toEqual([
      { from: 'image', to: 'a' },
      { from: 'a', to: 'loss' },
    ]);
  });

  it('joins across edges that were selected with the node, not across others', () => {
    const ids = (nodes: string[], edges: `${string}->${string}`[]) =>
      removeAndJoin(chain, nodes, edges).model.edges.map(edgeId);
    expect(ids(['a'], ['image->a', 'a->b'])).toEqual(['image->b', 'b->loss']);
    expect(ids(['a'], ['b->loss'])).toEqual(['image->b']);
  });

  it('does not join without being asked to', () => {
    expect(removeElements(chain, ['b'], []).model.edges.map(edgeId)).toEqual(['image->a']);
  });

  it('keeps the settings of a module once where its two parts are joined', () => {
    const three = buildExperiment('image>a a>b b>c c>loss');
    const settings = { updateProbability: 0.5 };
    const stored = { ...three, model: { ...three.model, modules: { b: settings } } };
    // The input is the first node of the module.
    expect(removeAndJoin(stored, ['b'], []).model.modules).toEqual({ a: settings });
  });
});
