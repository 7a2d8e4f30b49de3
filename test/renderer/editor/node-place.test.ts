import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import { taskFields } from '#spec/task';
import { updateNode } from '../../../src-renderer/editor/edits';
import { addNodeAt, listFittingKinds } from '../../../src-renderer/editor/node-place';
import { buildExperiment } from './experiment';

const chain = buildExperiment('image>a a/b b>loss');
const images = updateNode(chain, 'image', { layout: 'grid' });
const fields = taskFields(chain.task);
const list = (...[experiment, place]: Parameters<typeof listFittingKinds>) =>
  listFittingKinds(experiment, place, fields);

describe('the kinds that fit', () => {
  it('are all kinds where nothing is connected', () => {
    expect(list(chain, { kind: 'free' }, fields)).toEqual(Object.keys(nodeCatalogue));
  });

  it('after a vector: what takes one, what waits for more messages last, no cores without ticks', () => {
    expect(list(chain, { kind: 'after', node: 'a' }, fields)).toEqual([
      'dense',
      'batchNorm',
      'activation',
      'dropout',
      'flatten',
      'softmaxCrossEntropy',
      'meanSquaredError',
      'add',
      'concat',
    ]);
  });

  it('after images: convolutions and pools too, but no dense layer', () => {
    const kinds = list(images, { kind: 'after', node: 'image' }, fields);
    expect(kinds).toContain('conv2d');
    expect(kinds).toContain('maxPool');
    expect(kinds).not.toContain('dense');
  });

  it('after a loss: none', () => {
    expect(list(chain, { kind: 'after', node: 'loss' }, fields)).toEqual([]);
  });

  it('before a layer: what has an output, where the layer has no input yet', () => {
    const open = buildExperiment('a>loss');
    const kinds = list(open, { kind: 'before', node: 'a' }, fields);
    expect(kinds).toContain('input');
    expect(kinds).toContain('dense');
    expect(kinds).not.toContain('meanSquaredError');
    expect(list(chain, { kind: 'before', node: 'a' }, fields)).toEqual([]);
  });

  it('on an edge: what passes the shape on, what mends it first', () => {
    expect(list(chain, { kind: 'edge', edge: 'a->b' }, fields)).not.toContain('input');
    expect(list(chain, { kind: 'edge', edge: 'a->b' }, fields)).not.toContain('conv2d');
    // A dense layer cannot take images: the flatten between them mends that.
    expect(list(images, { kind: 'edge', edge: 'image->a' }, fields)[0]).toBe('flatten');
  });

  it('in place of a node: other kinds that take its edges', () => {
    const kinds = list(chain, { kind: 'replace', node: 'a' }, fields);
    expect(kinds).toContain('dropout');
    expect(kinds).not.toContain('dense');
    expect(kinds).not.toContain('input');
    expect(kinds).not.toContain('conv2d');
  });

  it('follow from the graph alone where the data is not known', () => {
    expect(listFittingKinds(chain, { kind: 'after', node: 'image' }, null)).toContain('conv2d');
  });
});

describe('adding', () => {
  const at = { x: 5, y: 6 };

  it('connects the node as the place says', () => {
    const after = addNodeAt(chain, 'dense', { kind: 'after', node: 'a' }, at, fields);
    expect(after?.id).toBe('dense');
    expect(after?.experiment.model.edges.map(edgeId)).toEqual([
      ...chain.model.edges.map(edgeId),
      'a->dense',
    ]);
    expect(after?.experiment.canvas?.positions['dense']).toEqual(at);
    const split = addNodeAt(chain, 'dense', { kind: 'edge', edge: 'b->loss' }, at, fields);
    expect(split?.experiment.model.edges.map(edgeId).slice(2)).toEqual(['b->dense', 'dense->loss']);
  });

  it('gives an input the layout that its target takes', () => {
    const conv = { nodes: { conv: { kind: 'conv2d', filters: 2 } }, edges: [] };
    const open = buildExperiment('image>loss', { model: conv });
    const added = addNodeAt(open, 'input', { kind: 'before', node: 'conv' }, at, fields);
    expect(added?.experiment.model.nodes['input']).toMatchObject({
      field: 'image',
      layout: 'grid',
    });
  });

  it('is not possible where the connection is not', () => {
    expect(addNodeAt(chain, 'dense', { kind: 'after', node: 'loss' }, at, fields)).toBeNull();
    expect(addNodeAt(chain, 'input', { kind: 'edge', edge: 'a->b' }, at, fields)).toBeNull();
  });
});
