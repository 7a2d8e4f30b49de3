import { describe, expect, it } from 'vitest';
import { applyFix, describeFix } from '#spec/apply-fix';
import { checkExperiment } from '#spec/check-experiment';
import { edgeId } from '#spec/model';
import { nodeSchema } from '#spec/nodes';
import type { Fix } from '#spec/problems';
import { experiment, mnistFields, model } from './make';

const x = { kind: 'input', field: 'image' };
const a = { kind: 'dense', units: 10 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const parsed = (node: object) => nodeSchema.parse(node);
const dead = model({ x, a, b: a, c: a, loss }, ['x>a', 'a>loss', 'a>b', 'b>c'], {
  b: { updateProbability: 0.5 },
});

describe('describeFix', () => {
  const cases: [Fix, string][] = [
    [{ kind: 'insertFlatten', edge: 'x->a' }, 'Insert a flatten on x → a'],
    [{ kind: 'setNode', node: 'a', values: { units: 10 } }, "Set 'Units' to 10 in a"],
    [{ kind: 'removeEdge', edge: 'a->b' }, 'Remove the edge a → b'],
    [{ kind: 'addLoop', node: 'a' }, 'Connect a to itself'],
    [{ kind: 'removeNode', node: 'b' }, 'Remove b and its edges a → b, b → c'],
    [{ kind: 'removeNode', node: 'c' }, 'Remove c and its edge b → c'],
    [{ kind: 'recouple', edge: 'a->b' }, 'Couple a → b again, without its synthesizer'],
    [
      { kind: 'setSynthesizer', edge: 'a->b', values: { kind: 'mlp' } },
      "Set 'Kind' to mlp in the synthesizer of a → b",
    ],
    [
      { kind: 'setSynthesizer', edge: 'a->b', values: { condition: undefined } },
      "Set 'Also sees' to nothing in the synthesizer of a → b",
    ],
    [
      { kind: 'setSynthesizer', edge: 'a->b', values: { condition: { inputs: 8 } } },
      "Set 'Also sees' to the last 8 inputs in the synthesizer of a → b",
    ],
    [
      { kind: 'addNode', id: 'loss2', node: parsed(loss), from: ['a'], to: [] },
      "Add loss2, a softmax cross entropy with the target 'label', after a",
    ],
    [
      { kind: 'addNode', id: 'image', node: parsed(x), from: [], to: ['a', 'b'] },
      "Add image, an input that reads 'image', before a, b",
    ],
    [
      { kind: 'insertNode', edge: 'a->loss', id: 'logits', node: parsed(a) },
      'Put logits, a dense layer of 10 units, on a → loss',
    ],
    [
      { kind: 'replaceNode', node: 'loss', with: parsed({ ...loss, kind: 'meanSquaredError' }) },
      "Make loss a mean squared error with the target 'label'",
    ],
    [{ kind: 'bypass', node: 'a' }, 'Take a out, and join its neighbours'],
    [{ kind: 'connect', from: 'x', to: 'b' }, 'Connect x to b'],
    [{ kind: 'removeRepeated', edge: 'a->b' }, 'Keep one of the edges a → b'],
    [
      { kind: 'setSetting', path: 'model.edges.a->b.decoupled.warmup', value: 0 },
      "Set 'Warm-up' of a → b to 0",
    ],
    [
      { kind: 'setSetting', path: 'training.optimizer.rate', value: 0.0001 },
      "Set 'Learning rate' to 0.0001",
    ],
    [{ kind: 'setSetting', path: 'task.stride', value: null }, "Leave out 'Stride'"],
    [{ kind: 'setSetting', path: 'task.curriculum', value: false }, "Set 'Curriculum' to off"],
    [{ kind: 'setSetting', path: 'training.unroll', value: 8 }, "Set 'Unroll T' to 8"],
    [{ kind: 'setSetting', path: 'training.batch', value: 2000 }, "Set 'Batch' to 2,000"],
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

  it('leave no place on the canvas for a removed node', () => {
    const place = { x: 1, y: 2 };
    const drawn = { ...experiment(dead), canvas: { positions: { a: place, b: place } } };
    const mended = applyFix(drawn, { kind: 'removeNode', node: 'b' });
    expect(mended.canvas).toEqual({ positions: { a: place } });
  });

  it('keep the settings of the module that a removed node was part of', () => {
    const mended = applyFix(experiment(dead), { kind: 'removeNode', node: 'b' });
    expect(mended.model.modules).toEqual({
      a: { updateProbability: 0.5 },
      c: { updateProbability: 0.5 },
    });
  });
});
