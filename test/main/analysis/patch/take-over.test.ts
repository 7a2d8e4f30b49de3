import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listChanges, type Change } from '#analysis/patch/describe-changes';
import { takeOver } from '#analysis/patch/take-over';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import type { Node } from '#spec/nodes';
import { renameNode } from '#spec/rename-node';
import { template } from '../../spec/make';
import { editedExperiments } from '../random-experiments';

const spec = template('mnist-cdni');
const withModel = (model: Partial<Experiment['model']>): Experiment => ({
  ...spec,
  model: { ...spec.model, ...model },
});
const changeOf = (after: Experiment, text: string): Change =>
  listChanges(spec, after).find((change) => change.text.startsWith(text)) as Change;

describe('one change taken over', () => {
  it('finds its edge by the ends, wherever it stands in the list', () => {
    const edges = spec.model.edges.map((edge) =>
      edge.decoupled && edge.from === 'hidden1'
        ? { ...edge, decoupled: { ...edge.decoupled, warmup: 50 } }
        : edge,
    );
    const change = changeOf(withModel({ edges }), 'model.edges.hidden1->hidden2');
    const turned = withModel({ edges: [...spec.model.edges].reverse() });
    const taken = takeOver(turned, change).model.edges;
    expect(taken.map(edgeId)).toEqual(turned.model.edges.map(edgeId));
    expect(taken.find(({ from }) => from === 'hidden1')?.decoupled?.warmup).toBe(50);
    expect(taken.find(({ from }) => from === 'hidden2')?.decoupled?.warmup).toBe(0);
  });

  it('removes a node with its edges, adds an edge at the end, and renames', () => {
    const nodes = Object.fromEntries(
      Object.entries(spec.model.nodes).filter(([id]) => id !== 'logits'),
    );
    const shorter = withModel({
      nodes,
      edges: spec.model.edges.filter(({ from, to }) => from !== 'logits' && to !== 'logits'),
    });
    const removed = takeOver(spec, changeOf(shorter, 'Node logits is removed'));
    expect(removed.model).toEqual(shorter.model);

    const added = withModel({ edges: [{ from: 'image', to: 'logits' }, ...spec.model.edges] });
    const taken = takeOver(spec, changeOf(added, 'Edge image → logits'));
    expect(taken.model.edges.map(edgeId)).toEqual([
      ...spec.model.edges.map(edgeId),
      'image->logits',
    ]);

    const renamed = renameNode(spec, 'hidden2', 'encoder');
    expect(takeOver(spec, changeOf(renamed, 'Node hidden2 is renamed'))).toEqual(renamed);
  });

  it('says why it does not fit', () => {
    const nodes = { ...spec.model.nodes, extra: { kind: 'dense', units: 3 } } as never;
    const edges = [...spec.model.edges, { from: 'extra', to: 'logits' }];
    const longer = withModel({ nodes, edges });
    expect(() => takeOver(spec, changeOf(longer, 'Edge extra → logits'))).toThrow(
      "'Edge extra → logits is added' does not fit here: there is no node 'extra'. Take that over first.",
    );
    const wider = changeOf(
      withModel({ nodes: { ...spec.model.nodes, hidden1: { kind: 'dense', units: 3 } } as never }),
      'model.nodes.hidden1.units',
    );
    const without = takeOver(
      spec,
      changeOf(
        withModel({ nodes: { image: spec.model.nodes.image as Node }, edges: [] }),
        'Node hidden1 is removed',
      ),
    );
    expect(() => takeOver(without, wider)).toThrow('The change does not apply');
  });

  it('makes the whole difference in turn, but for the order of edges', () => {
    fc.assert(
      fc.property(editedExperiments, ({ before, after }) => {
        fc.pre([before, after].every(isWellFormed));
        const taken = listChanges(before, after).reduce((spec, change) => {
          const { about, kind, text } = change;
          const isGone =
            about.kind === 'edge' &&
            kind === 'removed' &&
            !spec.model.edges.some((edge) => edgeId(edge) === about.id);
          return isGone || text.endsWith('another place in the list')
            ? spec
            : takeOver(spec, change);
        }, before);
        expect(inAnyOrder(taken)).toEqual(inAnyOrder(after));
      }),
      { numRuns: 60 },
    );
  });
});

/** A file may also have an edge twice, or one that leads nowhere: a node that is removed takes those along. */
function isWellFormed({ model: { nodes, edges } }: Experiment): boolean {
  const isLed = edges.every(({ from, to }) => from in nodes && to in nodes);
  return isLed && new Set(edges.map(edgeId)).size === edges.length;
}

function inAnyOrder({ model, ...rest }: Experiment): object {
  const edges = [...model.edges].sort((a, b) => (edgeId(a) < edgeId(b) ? -1 : 1));
  return { ...rest, model: { ...model, edges } };
}
