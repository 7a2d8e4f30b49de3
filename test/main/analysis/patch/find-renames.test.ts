import { describe, expect, it } from 'vitest';
import { findRenames } from '#analysis/patch/find-renames';
import type { Experiment } from '#spec/experiment';
import type { Node } from '#spec/nodes';
import { renameNode } from '#spec/rename-node';
import { template } from '../../spec/make';

const spec = template('mnist-cdni-6');
const rename = (experiment: Experiment, ...pairs: [string, string][]): Experiment =>
  pairs.reduce((changed, [from, to]) => renameNode(changed, from, to), experiment);

describe('renamed nodes', () => {
  it('are recognised by kind, settings and neighbours, also several in a row that are alike', () => {
    expect(findRenames(spec, rename(spec, ['hidden2', 'encoder']))).toEqual([
      { from: 'hidden2', to: 'encoder' },
    ]);
    const three = rename(spec, ['hidden1', 'a'], ['hidden2', 'b'], ['hidden3', 'c']);
    expect(findRenames(spec, three)).toEqual(
      expect.arrayContaining([
        { from: 'hidden1', to: 'a' },
        { from: 'hidden2', to: 'b' },
        { from: 'hidden3', to: 'c' },
      ]),
    );
  });

  it('are recognised where a core leads to itself', () => {
    const recurrent = template('recall-dni');
    const { nodes } = recurrent.model;
    const core = Object.keys(nodes).find((id) => nodes[id]?.kind === 'lstm') ?? '';
    expect(findRenames(recurrent, rename(recurrent, [core, 'memory']))).toEqual([
      { from: core, to: 'memory' },
    ]);
  });

  it('are none where a setting or a neighbour is another one', () => {
    const renamed = rename(spec, ['hidden2', 'encoder']);
    const { nodes, edges } = renamed.model;
    const wider = { ...nodes, encoder: { ...nodes.encoder, units: 3 } } as typeof nodes;
    expect(findRenames(spec, { ...renamed, model: { ...renamed.model, nodes: wider } })).toEqual(
      [],
    );
    const elsewhere = edges.map((edge) =>
      edge.to === 'encoder' ? { ...edge, from: 'image' } : edge,
    );
    expect(
      findRenames(spec, { ...renamed, model: { ...renamed.model, edges: elsewhere } }),
    ).toEqual([]);
  });

  it('are none where two nodes could be it', () => {
    // Two layers side by side that are alike: which of them is which cannot be told.
    const layer = { kind: 'dense', units: 4 } as Node;
    const side = (first: string, second: string): Experiment => ({
      ...spec,
      model: {
        ...spec.model,
        nodes: { image: spec.model.nodes.image as Node, [first]: layer, [second]: layer },
        edges: [
          { from: 'image', to: first },
          { from: 'image', to: second },
        ],
      },
    });
    expect(findRenames(side('a', 'b'), side('c', 'd'))).toEqual([]);
  });
});
