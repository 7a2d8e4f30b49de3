import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySpecPatch } from '#analysis/patch/apply-patch';
import { listChanges } from '#analysis/patch/describe-changes';
import type { Experiment } from '#spec/experiment';
import { template } from '../../spec/make';
import { editedExperiments } from '../random-experiments';

const spec = template('mnist-cdni');
const textsOf = (after: Experiment): string[] => listChanges(spec, after).map(({ text }) => text);
const withModel = (model: Partial<Experiment['model']>): Experiment => ({
  ...spec,
  model: { ...spec.model, ...model },
});

describe('the changes of an experiment', () => {
  it('are settings with the value before and after', () => {
    const training = { ...spec.training, batch: 128, unroll: 4 };
    expect(textsOf({ ...spec, training })).toEqual([
      'training.unroll is set: 4',
      'training.batch: 256 → 128',
    ]);
    const { description, ...rest } = spec;
    expect(textsOf(rest)[0]).toMatch(/^description is left out: it was /);
    expect(description).toBeDefined();
  });

  it('name nodes and edges', () => {
    const { edges, nodes } = spec.model;
    const wider = edges.map((edge) =>
      edge.decoupled && edge.from === 'hidden1'
        ? { ...edge, decoupled: { ...edge.decoupled, warmup: 50 } }
        : edge,
    );
    const added = { from: 'image', to: 'logits' };
    const extra: Experiment['model']['nodes'][string] = { kind: 'identity' } as never;
    expect(
      textsOf(withModel({ edges: [added, ...wider.slice(1)], nodes: { ...nodes, extra } })),
    ).toEqual([
      'Node extra is added: identity',
      'Edge image → hidden1 is removed',
      'Edge image → logits is added',
      'model.edges.hidden1->hidden2.decoupled.warmup: 0 → 50',
    ]);
  });

  it('count what is moved on the canvas once', () => {
    const canvas = { positions: { image: { x: 1, y: 2 }, loss: { x: 3, y: 4 } } };
    expect(textsOf({ ...spec, canvas })).toEqual(['Nodes are moved on the canvas']);
    const before = { ...spec, canvas };
    const positions = { ...canvas.positions, loss: { x: 9, y: 4 } };
    expect(listChanges(before, { ...spec, canvas: { positions } })).toMatchObject([
      { text: '1 node is moved on the canvas' },
    ]);
    expect(listChanges(before, spec)).toMatchObject([{ text: 'The nodes are arranged anew' }]);
  });

  it('name frames and notes, and no places of nodes that are gone', () => {
    const place = { x: 0, y: 0, width: 200, height: 100 };
    const positions = { image: { x: 1, y: 2 }, hidden2: { x: 3, y: 4 } };
    const frames = { f: { title: 'Encoder', color: 'grey' as const, ...place } };
    const notes = { n: { text: 'Why so wide?\nBecause.', ...place } };
    const before = { ...spec, canvas: { positions, frames, notes } };
    const moved = { f: { ...frames.f, x: 9 }, g: { ...frames.f, title: '' } };
    const canvas = { positions, frames: moved, notes: { n: { ...notes.n, text: 'No' } } };
    expect(listChanges(before, { ...before, canvas }).map(({ text }) => text)).toEqual([
      "Frame 'Encoder' is moved on the canvas; frame is added; note 'No' is edited",
    ]);
    const { hidden2: gone, ...nodes } = spec.model.nodes;
    const { hidden2: place2, ...rest } = positions;
    const after = {
      ...before,
      model: { ...spec.model, nodes },
      canvas: { ...canvas, positions: rest, frames, notes },
    };
    const texts = listChanges(before, after).map(({ text }) => text);
    expect([gone, place2, texts.at(-1)].filter(Boolean)).toHaveLength(3);
    expect(texts).toContain('Places of nodes that are added or removed');
  });

  it('have the operations that make the whole change, each with the tests of its edge', () => {
    fc.assert(
      fc.property(editedExperiments, ({ before, after }) => {
        const changes = listChanges(before, after);
        const operations = changes.flatMap((change) => change.operations);
        expect(applySpecPatch(before, operations, 'It')).toEqual(after);
        for (const { text } of changes) expect(text).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 200 },
    );
  });
});
