import { describe, expect, it } from 'vitest';
import { applyFix, describeFix } from '#spec/apply-fix';
import { checkExperiment } from '#spec/check-experiment';
import { edgeId } from '#spec/model';
import type { Fix } from '#spec/problems';
import { experiment, mnistFields, model } from './make';

const x = { kind: 'input', field: 'image' };
const a = { kind: 'dense', units: 10 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const dead = model({ x, a, b: a, c: a, loss }, ['x>a', 'a>loss', 'a>b', 'b>c'], {
  b: { updateProbability: 0.5 },
});

describe('describeFix', () => {
  const cases: [Fix, string][] = [
    [{ kind: 'insertFlatten', edge: 'x->a' }, 'Insert a flatten on x → a'],
    [{ kind: 'setNode', node: 'a', values: { units: 10 } }, 'Set units to 10 in a'],
    [{ kind: 'removeEdge', edge: 'a->b' }, 'Remove the edge a → b'],
    [{ kind: 'addLoop', node: 'a' }, 'Connect a to itself'],
    [{ kind: 'removeNode', node: 'b' }, 'Remove b and its edges a → b, b → c'],
    [{ kind: 'removeNode', node: 'c' }, 'Remove c and its edge b → c'],
    [{ kind: 'recouple', edge: 'a->b' }, 'Couple a → b again, without its synthesizer'],
    [
      { kind: 'setSynthesizer', edge: 'a->b', values: { kind: 'mlp' } },
      'Set kind to mlp in the synthesizer of a → b',
    ],
  ];
  it.each(cases)('%j', (fix, text) => expect(describeFix(fix, dead)).toBe(text));

  it('counts edges that are many, or two of one name', () => {
    const wide = model({ x, a, sum: { kind: 'add' } }, ['x>a', 'a>sum', 'a>x', 'sum>a']);
    expect(describeFix({ kind: 'removeNode', node: 'a' }, wide)).toBe('Remove a and its 4 edges');
    const twice = model({ x, a }, ['x>b', 'x>b']);
    expect(describeFix({ kind: 'removeEdge', edge: 'x->b' }, twice)).toBe(
      'Remove the 2 edges x → b',
    );
  });
});

describe('fixes', () => {
  const models = [
    dead,
    model({ x, a, loss }, ['a>loss']),
    model({ x, y: x, a, loss }, ['x>a', 'a>loss']),
    model({ x, a, b: a, loss }, ['x>a', 'a>loss', 'x>b', 'b>gone']),
  ];

  it.each(models.map((each) => [each] as const))(
    'destroy nothing that they do not name',
    (each) => {
      const spec = experiment(each);
      for (const { fix } of checkExperiment(spec, mnistFields)) {
        if (!fix) continue;
        const { nodes, edges } = applyFix(spec, fix).model;
        const text = describeFix(fix, each);
        const lostNodes = Object.keys(each.nodes).filter((id) => !(id in nodes));
        const kept = new Set(edges.map(edgeId));
        const lostEdges = each.edges.map(edgeId).filter((id) => !kept.has(id));
        for (const id of lostNodes) expect(text).toContain(`Remove ${id}`);
        for (const id of lostEdges) expect(text).toContain(id.replace('->', ' → '));
      }
    },
  );

  it('never delete an input', () => {
    for (const each of models)
      for (const { fix } of checkExperiment(experiment(each), mnistFields))
        if (fix?.kind === 'removeNode') expect(each.nodes[fix.node]?.kind).not.toBe('input');
  });

  it('keep the settings of the module that a removed node was part of', () => {
    const mended = applyFix(experiment(dead), { kind: 'removeNode', node: 'b' });
    expect(mended.model.modules).toEqual({
      a: { updateProbability: 0.5 },
      c: { updateProbability: 0.5 },
    });
  });
});
