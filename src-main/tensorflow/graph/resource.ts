/** The graph nodes around a resource variable: its handle, a read, and a write from outside the graph. */
import type { AttributeValue, GraphNode } from './graph';

/** Storage for one tensor that lives as long as its session: a variable, or a large constant. */
export interface Resource {
  /** Name of the node that outputs the handle. The names of the nodes below are derived from it. */
  handle: string;
  /** TensorFlow's number of the data type. */
  dtype: number;
  shape: readonly number[];
}

/** The node that outputs the value of a resource. */
export function readNodeName(handle: string): string {
  return `${handle}/value`;
}

/** The node to feed with the new value when the resource is written from outside the graph. */
export function feedNodeName(handle: string): string {
  return `${handle}/input`;
}

/** The node that writes what is fed. */
export function writeNodeName(handle: string): string {
  return `${handle}/write`;
}

/** The nodes for the handle, the read and the write of a resource. */
export function resourceNodes(resource: Resource): GraphNode[] {
  const { handle, dtype } = resource;
  const copy = `${handle}/copy`;
  return [
    ...handleNodes(resource),
    // The memory of a fed tensor may belong to JavaScript, and only the thread of JavaScript may free it.
    {
      name: copy,
      op: 'DeepCopy',
      inputs: [feedNodeName(handle)],
      attributes: { T: { type: dtype } },
    },
    writeNode(resource, copy),
  ];
}

/**
 * The nodes of a resource that no step assigns: it shares the memory of the tensor that is fed, which must be kept until
 * the graph is closed.
 */
export function constantNodes(resource: Resource): GraphNode[] {
  return [...handleNodes(resource), writeNode(resource, feedNodeName(resource.handle))];
}

/** The nodes for the handle, the read and the fed value. */
function handleNodes({ handle, dtype, shape }: Resource): GraphNode[] {
  const type: Record<string, AttributeValue> = { dtype: { type: dtype } };
  return [
    {
      name: handle,
      op: 'VarHandleOp',
      inputs: [],
      attributes: { ...type, shape: { shape }, shared_name: { s: handle } },
    },
    { name: readNodeName(handle), op: 'ReadVariableOp', inputs: [handle], attributes: type },
    {
      name: feedNodeName(handle),
      op: 'Placeholder',
      inputs: [],
      attributes: { ...type, shape: { shape } },
    },
  ];
}

function writeNode({ handle, dtype }: Resource, value: string): GraphNode {
  return {
    name: writeNodeName(handle),
    op: 'AssignVariableOp',
    inputs: [handle, value],
    attributes: { dtype: { type: dtype } },
  };
}

/**
 * A node that runs after the nodes in `controlInputs`, to be fetched in their place: a session returns
 * tensors only, so that the node outputs a constant.
 */
export function barrierNode(
  name: string,
  int32: number,
  controlInputs: readonly string[],
): GraphNode {
  const tensor = { dtype: int32, shape: [], content: { intVal: [0] } };
  const attributes = { dtype: { type: int32 }, value: { tensor } };
  return { name, op: 'Const', inputs: [], attributes, controlInputs };
}

/** A node to fetch that runs once all these resources are written from their feed nodes. */
export function writesDoneNode(name: string, int32: number, handles: readonly string[]): GraphNode {
  return barrierNode(name, int32, handles.map(writeNodeName));
}
