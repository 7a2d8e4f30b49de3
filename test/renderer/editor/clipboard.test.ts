import { describe, expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { edgeId } from '#spec/model';
import * as clipboard from '../../../src-renderer/editor/clipboard';
import { buildExperiment } from './experiment';

const positions = {
  image: { x: 0, y: 0 },
  a: { x: 200, y: 0 },
  b: { x: 400, y: 0 },
  loss: { x: 600, y: 0 },
};
const note = { text: 'Why', x: 0, y: 200, width: 100, height: 60 };
const chain = buildExperiment('image>a a/b b>loss', { canvas: { positions, notes: { note } } });
const selected = { nodes: ['a', 'b'], frames: [], notes: ['note'] };
const text = clipboard.formatClip(clipboard.copyPart(chain, positions, selected));

function read(from: string): clipboard.Clip {
  const clip = clipboard.parseClip(from);
  if (typeof clip === 'string') throw new Error(clip);
  return clip;
}

describe('a copied part of a model', () => {
  it('is JSON that says what it is, with the edges within it', () => {
    expect(JSON.parse(text)).toMatchObject({
      kind: 'dni-workbench.part',
      version: 1,
      nodes: { a: { kind: 'dense' }, b: { kind: 'dense' } },
      edges: [{ from: 'a', to: 'b', decoupled: {} }],
      positions: { a: { x: 200, y: 0 }, b: { x: 400, y: 0 } },
      notes: { note },
    });
  });

  it('brings its method where it has the first decoupled edges of a model', () => {
    const training = { steps: 10, method: 'backprop', optimizer: { kind: 'sgd', rate: 0.1 } };
    const methodIn = (edges: string): string =>
      clipboard.pasteClip(buildExperiment(edges, { training }), read(text), { x: 0, y: 0 })
        .experiment.training.method;
    expect([methodIn('image>c c>loss'), methodIn('image>c c/d')]).toEqual(['dni', 'backprop']);
  });

  it('is pasted under free names, with its edges, positions and notes', () => {
    const { experiment, pasted } = clipboard.pasteClip(chain, read(text), { x: 10, y: 20 });
    expect(pasted).toEqual({ nodes: ['a2', 'b2'], frames: [], notes: ['note1'] });
    expect(experiment.model.edges.at(-1)).toEqual({
      ...chain.model.edges[1],
      from: 'a2',
      to: 'b2',
    });
    expect(experiment.canvas?.positions['b2']).toEqual({ x: 410, y: 20 });
    expect(experiment.canvas?.notes?.['note1']).toEqual({ ...note, x: 10, y: 220 });
    experimentSchema.parse(experiment);
  });

  it('loses edges to nodes that are not part of it, and repeated ones', () => {
    const nodes = { a: { kind: 'dense', units: 2 }, b: { kind: 'dense', units: 2 } };
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'elsewhere' },
      { from: 'a', to: 'b' },
    ];
    const typed = JSON.stringify({ kind: 'dni-workbench.part', version: 1, nodes, edges });
    const { experiment } = clipboard.pasteClip(chain, read(typed), { x: 0, y: 0 });
    expect(experiment.model.edges.map(edgeId).slice(3)).toEqual(['a2->b2']);
  });

  it('can be the JSON of a whole model', () => {
    const { experiment } = clipboard.pasteClip(chain, read(JSON.stringify(chain)), {
      x: 0,
      y: 300,
    });
    expect(experiment.model.edges.map(edgeId).slice(3)).toEqual([
      'image2->a2',
      'a2->b2',
      'b2->loss2',
    ]);
  });
});

describe('other text', () => {
  it.each([
    ['', /no text on the clipboard/],
    ['Dear colleague', /is no part of a model\. Copy nodes/],
    ['{"model": ', /is no part of a model: it is not JSON \(/],
    ['{ color: red; }', /is no part of a model\. Copy nodes/],
    ['{"kind": "something"}', /is no part of a model/],
    ['[1, 2]', /is no part of a model/],
    ['{"kind": "dni-workbench.part", "version": 2}', /of version 2; this program reads up to/],
    ['{"kind": "dni-workbench.part", "version": 1, "nodes": {"a": {"kind": "x"}}}', /'nodes.a/],
    ['{"version": 1, "model": {}}', /The model on the clipboard cannot be read/],
  ])('gets one sentence: %s', (wrong, sentence) => {
    expect(clipboard.parseClip(wrong)).toMatch(sentence);
  });
});

describe('where a part is pasted', () => {
  it('is around the wanted point where that is free', () => {
    // The nodes are 332 × 68 pixels, the note reaches from 0 to 100 and 200 to 260: 532 × 260 from 0, 0.
    const offset = clipboard.findPasteOffset(read(text), [], { x: 1000, y: 1000 });
    expect(offset).toEqual({ x: 734, y: 870 });
  });

  it('is never on top of a node', () => {
    const taken = Object.values(positions);
    const clip = read(text);
    const { x, y } = clipboard.findPasteOffset(clip, taken, null);
    const places = Object.values(clip.positions).map((place) => ({
      x: place.x + x,
      y: place.y + y,
    }));
    for (const place of places)
      for (const other of taken)
        expect(Math.abs(place.x - other.x) >= 132 || Math.abs(place.y - other.y) >= 68).toBe(true);
  });
});
