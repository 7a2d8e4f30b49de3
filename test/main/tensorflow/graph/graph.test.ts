import { expect, it } from 'vitest';
import {
  asNamePart,
  findUsers,
  isTrue,
  nodeNameOf,
  prune,
  replaceUses,
  type GraphNode,
} from '#tensorflow/graph/graph';

function node(name: string, inputs: string[], control: Partial<GraphNode> = {}): GraphNode {
  return { name, op: name.toUpperCase(), inputs, attributes: {}, ...control };
}

it.each([
  [{ b: true }, true],
  [{ b: false }, false],
  [{ i: 1 }, false],
  [undefined, false],
])('whether the attribute %j is true: %s', (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});

it('takes the name of the node from an output, and makes a part of a name from it', () => {
  expect(['s/3', 's/3:1', 's/3:12'].map(nodeNameOf)).toEqual(['s/3', 's/3', 's/3']);
  expect(['s/3', 's/3:1'].map(asNamePart)).toEqual(['s/3', 's/3-1']);
});

it('finds the users of outputs, each once, or those of all outputs of a node', () => {
  const nodes = [node('s', []), node('a', ['s:1', 's:1']), node('b', ['s', 'a'])];
  const namesOf = (users: Map<string, GraphNode[]>) =>
    Object.fromEntries([...users].map(([key, list]) => [key, list.map(({ name }) => name)]));
  expect(namesOf(findUsers(nodes))).toEqual({ 's:1': ['a'], s: ['b'], a: ['b'] });
  expect(namesOf(findUsers(nodes, nodeNameOf))).toEqual({ s: ['a', 'b'], a: ['b'] });
});

it('replaces the uses of a node one after the other, with the number of the output kept', () => {
  const nodes = [
    node('x', []),
    node('a', ['x']),
    node('b', ['a:1', 'x']),
    node('c', ['b', 'a:2']),
    node('d', ['c']),
  ];
  const seen: GraphNode[] = [];
  const replaced = replaceUses(nodes, (one) => {
    seen.push(one);
    // a is replaced by x, and c by its first input, which is b.
    return { a: 'x', c: one.inputs[0] ?? null }[one.name] ?? null;
  });
  const expected = [[], ['x'], ['x:1', 'x'], ['b', 'x:2'], ['b']];
  expect(replaced.map(({ inputs }) => inputs)).toEqual(expected);
  expect(seen.map(({ inputs }) => inputs)).toEqual(expected);
  expect(replaced.map(({ name, op }) => [name, op])).toEqual(
    nodes.map(({ name, op }) => [name, op]),
  );
  expect(nodes[2]?.inputs).toEqual(['a:1', 'x']);
});

it('prunes what no root depends on, over inputs and control inputs', () => {
  const nodes = [
    node('x', []),
    node('dead', ['x']),
    node('split', ['x']),
    node('ordered', []),
    node('y', ['split:1', 'constant/0'], { controlInputs: ['ordered'] }),
    node('after', ['y']),
  ];
  expect(prune(nodes, ['y', 'unknown']).map(({ name }) => name)).toEqual([
    'x',
    'split',
    'ordered',
    'y',
  ]);
});

it('keeps optional control inputs on nodes that stay, each once, and drops the others', () => {
  const write = node('write', ['value'], {
    controlInputs: ['before'],
    optionalControlInputs: ['read', 'before', 'unused-read'],
  });
  const nodes = [
    ...['before', 'read', 'unused-read', 'value'].map((name) => node(name, [])),
    write,
  ];
  const pruned = prune(nodes, ['write', 'read']);
  expect(pruned.map(({ name }) => name)).toEqual(['before', 'read', 'value', 'write']);
  expect(pruned.at(-1)).toEqual(node('write', ['value'], { controlInputs: ['before', 'read'] }));
});
