/** Matrices that a graph stores in pieces of some columns each, so that threads work on them side by side. */
import type { AttributeValue, GraphNode } from './graph';
import { feedNodeName, readNodeName, writeNodeName, type Resource } from './resource';

/** By handle of a variable, in how many pieces it is stored. */
export type ColumnPieces = ReadonlyMap<string, number>;

/** TensorFlow's number of the data type. */
const INT32 = 3;

/** The handle of a piece of a variable. */
export function pieceHandle(handle: string, piece: number): string {
  return `${handle}/columns-${piece}`;
}

/** The variable that a handle belongs to, of a piece or of the whole. */
export function variableOfHandle(handle: string): string {
  return handle.replace(/\/columns-\d+$/, '');
}

function pieceHandles(handle: string, count: number): string[] {
  return Array.from({ length: count }, (_, piece) => pieceHandle(handle, piece));
}

/** As `resourceNodes`, of a variable in pieces: a read joins them, a write from outside splits what it is given. */
export function pieceNodes({ handle, dtype, shape }: Resource, count: number): GraphNode[] {
  const type: Record<string, AttributeValue> = { dtype: { type: dtype } };
  const pieceShape = [...shape.slice(0, -1), (shape.at(-1) ?? 0) / count];
  const handles = pieceHandles(handle, count);
  const [axis, split] = [`${handle}/axis`, `${handle}/split`];
  return [
    ...handles.map((name) => ({
      name,
      op: 'VarHandleOp',
      inputs: [],
      attributes: { ...type, shape: { shape: pieceShape }, shared_name: { s: name } },
    })),
    ...joinedRead(readNodeName(handle), handles, dtype),
    {
      name: feedNodeName(handle),
      op: 'Placeholder',
      inputs: [],
      attributes: { ...type, shape: { shape } },
    },
    axisNode(axis),
    // It copies, so that no piece is memory of JavaScript.
    {
      name: split,
      op: 'Split',
      inputs: [axis, feedNodeName(handle)],
      attributes: { T: { type: dtype }, num_split: { i: count } },
    },
    ...handles.map((piece, index) => ({
      name: writeNodeName(piece),
      op: 'AssignVariableOp',
      inputs: [piece, index > 0 ? `${split}:${index}` : split],
      attributes: type,
    })),
    {
      name: writeNodeName(handle),
      op: 'NoOp',
      inputs: [],
      attributes: {},
      controlInputs: handles.map(writeNodeName),
    },
  ];
}

/** A node of a step that was traced before its variables were stored in pieces: it reads them joined. */
export function readPieces(node: GraphNode, stored: ColumnPieces): GraphNode[] {
  const count = stored.get(node.inputs[0] ?? '') ?? 1;
  const { dtype } = node.attributes;
  if (node.op !== 'ReadVariableOp' || count < 2 || !dtype || !('type' in dtype)) return [node];
  const handles = pieceHandles(node.inputs[0] ?? '', count);
  return joinedRead(node.name, handles, dtype.type, node.controlInputs);
}

function joinedRead(
  name: string,
  handles: readonly string[],
  dtype: number,
  controlInputs: readonly string[] = [],
): GraphNode[] {
  const reads = handles.map((handle, piece) => ({
    name: `${name}/piece-${piece}`,
    op: 'ReadVariableOp',
    inputs: [handle],
    attributes: { dtype: { type: dtype } },
    controlInputs,
  }));
  const axis = `${name}/axis`;
  const inputs = [...reads.map((read) => read.name), axis];
  const attributes = { N: { i: reads.length }, T: { type: dtype }, Tidx: { type: INT32 } };
  return [...reads, axisNode(axis), { name, op: 'ConcatV2', inputs, attributes }];
}

function axisNode(name: string): GraphNode {
  const tensor = { dtype: INT32, shape: [], content: { intVal: [1] } };
  const attributes = { dtype: { type: INT32 }, value: { tensor } };
  return { name, op: 'Const', inputs: [], attributes };
}
