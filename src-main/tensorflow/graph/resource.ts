import type { AttributeValue, GraphNode } from './graph';

/** A place for a tensor that lives as long as its session: a variable, or a large constant. */
export interface Resource {
  /** Name of the node that gives its handle. The nodes around it are named after it. */
  handle: string;
  dtype: number;
  shape: readonly number[];
}

/** Node that gives a resource's value. */
export function valueOf(handle: string): string {
  return `${handle}/value`;
}

/** Node to feed when the resource is written from outside. */
export function inputOf(handle: string): string {
  return `${handle}/input`;
}

function writeOf(handle: string): string {
  return `${handle}/write`;
}

/** Handle, reading and writing of a resource. */
export function resourceNodes({ handle, dtype, shape }: Resource): GraphNode[] {
  const type: Record<string, AttributeValue> = { dtype: { type: dtype } };
  const copy = `${handle}/copy`;
  return [
    {
      name: handle,
      op: 'VarHandleOp',
      inputs: [],
      attributes: { ...type, shape: { shape }, shared_name: { s: handle } },
    },
    { name: valueOf(handle), op: 'ReadVariableOp', inputs: [handle], attributes: type },
    {
      name: inputOf(handle),
      op: 'Placeholder',
      inputs: [],
      attributes: { ...type, shape: { shape } },
    },
    // What is fed may be memory of JavaScript's, to be freed by its own thread alone.
    {
      name: copy,
      op: 'DeepCopy',
      inputs: [inputOf(handle)],
      attributes: { T: { type: dtype } },
    },
    {
      name: writeOf(handle),
      op: 'AssignVariableOp',
      inputs: [handle, copy],
      attributes: type,
    },
  ];
}

/** A node to fetch that runs after others: a session gives tensors alone. */
export function afterNode(name: string, int32: number, after: readonly string[]): GraphNode {
  const tensor = { dtype: int32, shape: [], content: { intVal: [0] } };
  const attributes = { dtype: { type: int32 }, value: { tensor } };
  return { name, op: 'Const', inputs: [], attributes, after };
}

/** A node to fetch that has written all these resources from their inputs. */
export function writtenNode(name: string, int32: number, handles: readonly string[]): GraphNode {
  return afterNode(name, int32, handles.map(writeOf));
}
