import { describe, expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { edgeId } from '#spec/model';
import * as edits from '../../../src-renderer/editor/edits';
import { buildExperiment } from './experiment';

const chain = buildExperiment('image>a a/b b>loss', {
  canvas: { positions: { a: { x: 1, y: 2 }, b: { x: 3, y: 4 } } },
});
const listEdges = (experiment: typeof chain) => experiment.model.edges.map(edgeId);

describe('adding', () => {
  it('names nodes after their kind, with the next free number if the name is taken', () => {
    const once = edits.addNode(chain, 'dense', { x: 5, y: 6 });
    const twice = edits.addNode(once.experiment, 'dense', { x: 7, y: 8 });
    expect([once.id, twice.id]).toEqual(['dense', 'dense2']);
    expect(twice.experiment.canvas?.positions['dense2']).toEqual({ x: 7, y: 8 });
    expect(chain.model.nodes).not.toHaveProperty('dense');
  });

  it('results in an experiment that the schema accepts, for several kinds', () => {
    for (const kind of ['input', 'conv2d', 'maxPool', 'dropout', 'concat'] as const)
      experimentSchema.parse(edits.addNode(chain, kind, { x: 0, y: 0 }).experiment);
  });

  it('adds the self-loop that carries the state of a core', () => {
    const { experiment, id } = edits.addNode(chain, 'gru', { x: 0, y: 0 });
    expect(experiment.model.edges.at(-1)).toEqual({ from: id, to: id, delay: 1 });
    experimentSchema.parse(experiment);
  });

  it('counts on from a name that ends in a number', () => {
    expect(edits.findFreeNodeId(buildExperiment('image>hidden1 hidden1>hidden2'), 'hidden1')).toBe(
      'hidden3',
    );
  });
});

describe('removing', () => {
  it('removes the edges and the position of a node too', () => {
    const settings = { ...chain.model, modules: { b: { updateProbability: 0.5 } } };
    const left = edits.removeElements({ ...chain, model: settings }, ['b'], []);
    expect(listEdges(left)).toEqual(['image->a']);
    // The settings of its module stay with what is left of that.
    expect(left.model.modules).toEqual({ loss: { updateProbability: 0.5 } });
    expect(left.canvas?.positions).toEqual({ a: { x: 1, y: 2 } });
  });

  it('forgets that a removed loss decides', () => {
    const decided = { ...chain, model: { ...chain.model, decidingLoss: 'loss' } };
    expect(edits.removeElements(decided, ['loss'], []).model.decidingLoss).toBeUndefined();
    expect(edits.removeElements(decided, ['a'], []).model.decidingLoss).toBe('loss');
  });

  it('removes single edges', () => {
    expect(listEdges(edits.removeElements(chain, [], ['a->b']))).toEqual(['image->a', 'b->loss']);
  });
});

describe('naming', () => {
  it('renames the loss that decides', () => {
    const decided = { ...chain, model: { ...chain.model, decidingLoss: 'loss' } };
    expect(edits.renameNode(decided, 'loss', 'error').model.decidingLoss).toBe('error');
    expect(edits.renameNode(decided, 'a', 'first').model.decidingLoss).toBe('loss');
    expect(edits.renameNode(chain, 'a', 'first').model.decidingLoss).toBeUndefined();
  });

  it('renames a node in edges, module settings and positions', () => {
    const settings = { ...chain.model, modules: { a: { updateProbability: 0.5 } } };
    const renamed = edits.renameNode({ ...chain, model: settings }, 'a', 'first');
    expect(Object.keys(renamed.model.nodes)).toEqual(['image', 'first', 'b', 'loss']);
    expect(listEdges(renamed)).toEqual(['image->first', 'first->b', 'b->loss']);
    expect(renamed.model.modules).toEqual({ first: { updateProbability: 0.5 } });
    expect(renamed.canvas?.positions).toEqual({ first: { x: 1, y: 2 }, b: { x: 3, y: 4 } });
    expect(renamed.model.edges[1]?.decoupled).toEqual(chain.model.edges[1]?.decoupled);
    experimentSchema.parse(renamed);
  });

  it('rejects names that are taken or not valid as node ids', () => {
    expect(edits.validateNodeId(chain, 'a', 'b')).toMatch(/'b' already/);
    expect(edits.validateNodeId(chain, 'a', '2a')).toMatch(/starts with a letter/);
    expect(edits.validateNodeId(chain, 'a', 'a b')).toMatch(/starts with a letter/);
    expect(edits.validateNodeId(chain, 'a', 'Ωut')).toBe(
      'A name starts with a letter from a to z and has such letters, digits and _.',
    );
    expect(edits.validateNodeId(chain, 'a', 'constructor')).toMatch(/'constructor' cannot be used/);
    expect(edits.validateNodeId(chain, 'a', 'a')).toBeNull();
    expect(edits.validateNodeId(chain, 'a', 'c')).toBeNull();
  });
});

describe('settings', () => {
  it('changes a node, and takes an optional setting away', () => {
    const pool = edits.addNode(chain, 'maxPool', { x: 0, y: 0 });
    const set = edits.updateNode(pool.experiment, pool.id, { stride: 2 });
    expect(set.model.nodes[pool.id]).toMatchObject({ kind: 'maxPool', stride: 2 });
    const bare = edits.updateNode(set, pool.id, { stride: undefined });
    expect(JSON.parse(JSON.stringify(bare.model.nodes[pool.id]))).not.toHaveProperty('stride');
  });

  it('changes training settings and positions only', () => {
    const changed = edits.updateTraining(chain, { steps: 20 });
    expect(changed.training).toEqual({ ...chain.training, steps: 20 });
    expect(changed.model).toBe(chain.model);
    const moved = edits.moveNodes(chain, { a: { x: 9, y: 9 } });
    expect(moved.canvas?.positions).toEqual({ a: { x: 9, y: 9 }, b: { x: 3, y: 4 } });
  });
});
