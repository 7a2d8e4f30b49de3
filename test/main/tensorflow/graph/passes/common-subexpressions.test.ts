import { expect, it } from 'vitest';
import type { AttributeValue, GraphNode } from '#tensorflow/graph/graph';
import { eliminateCommonSubexpressions } from '#tensorflow/graph/passes/common-subexpressions';

type Parts = Partial<Omit<GraphNode, 'name' | 'op' | 'inputs'>>;

function node(name: string, op: string, inputs: string[], parts: Parts = {}): GraphNode {
  return { name, op, inputs, attributes: {}, ...parts };
}

/** The inputs of a last node that uses `first` and `second`, after the pass. */
function inputsAfter(first: GraphNode, second: GraphNode, roots: string[] = []): unknown {
  const user = node('user', 'Add', [first.name, second.name]);
  return eliminateCommonSubexpressions([first, second, user], roots).at(-1)?.inputs;
}

it('lets the users of equal nodes use the first of them, whichever output they take', () => {
  const axis: Record<string, AttributeValue> = { num_split: { i: 2 } };
  const nodes = eliminateCommonSubexpressions(
    [
      node('a', 'Split', ['x'], { attributes: axis }),
      node('b', 'Split', ['x'], { attributes: axis }),
      // Equal as well, once their inputs are.
      node('c', 'Neg', ['a:1']),
      node('d', 'Neg', ['b:1']),
      node('user', 'Mul', ['d', 'b']),
    ],
    ['user'],
  );
  expect(nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'user']);
  expect(nodes.at(-1)?.inputs).toEqual(['c', 'a']);
});

it.each([
  ['another op', node('b', 'Exp', ['x'])],
  ['another input', node('b', 'Neg', ['y'])],
  ['another output of its input', node('b', 'Neg', ['x:1'])],
  ['another attribute', node('b', 'Neg', ['x'], { attributes: { T: { type: 3 } } })],
  ['a control input', node('b', 'Neg', ['x'], { controlInputs: ['w'] })],
  ['an optional control input', node('b', 'Neg', ['x'], { optionalControlInputs: ['w'] })],
])('keeps a node with %s', (_, second) => {
  expect(inputsAfter(node('a', 'Neg', ['x']), second)).toEqual(['a', 'b']);
});

it('keeps a node that is a root', () => {
  const [first, second] = [node('a', 'Neg', ['x']), node('b', 'Neg', ['x'])];
  expect(inputsAfter(first, second, ['b'])).toEqual(['a', 'b']);
  expect(inputsAfter(first, second)).toEqual(['a', 'a']);
});

it.each([
  'AssignVariableOp',
  'ResourceApplyMomentum',
  'ReadVariableOp',
  'VarHandleOp',
  'Placeholder',
  'PlaceholderWithDefault',
  'DeepCopy',
])('keeps both nodes of the op %s', (op) => {
  expect(inputsAfter(node('a', op, ['x']), node('b', op, ['x']))).toEqual(['a', 'b']);
});
