import type { GraphBuilder } from './graph-builder';
import type { Resource } from './resource';
import type { Variable } from '../backend/tf';

/** A variable that a program captures, and the resource that holds its value in the graph. */
export interface ProgramVariable extends Resource {
  /** For error messages. */
  name: string;
  variable: Variable;
}

/**
 * The state of a captured variable at the current point of a trace: which tensor's value its resource holds,
 * and the nodes between which the next read or write has to be ordered.
 */
export class TracedVariable {
  readonly name: string;
  readonly handle: string;
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly variable: Variable;
  /** The binding's id of the tensor whose value the resource holds at this point. */
  tensorId: number;
  /** The last node that wrote the resource; none before the first write of the step. */
  #lastWrite: string | null = null;
  #readsSinceWrite: string[] = [];

  constructor({ name, handle, dtype, shape, variable }: ProgramVariable, tensorId: number) {
    this.name = name;
    this.handle = handle;
    this.dtype = dtype;
    this.shape = shape;
    this.variable = variable;
    this.tensorId = tensorId;
  }

  /** The control input of the next read or write: the last write, if there is one. */
  get lastWrite(): string[] {
    return this.#lastWrite === null ? [] : [this.#lastWrite];
  }

  /** Control inputs of the next write, as far as these reads stay in the graph. */
  get readsSinceWrite(): string[] {
    return this.#readsSinceWrite;
  }

  /** Adds a node that reads the resource and returns its output. */
  addRead(graph: GraphBuilder): string {
    const type = { dtype: { type: this.dtype } };
    const read = graph.add('ReadVariableOp', [this.handle], type, this.lastWrite);
    this.#readsSinceWrite.push(read);
    return read;
  }

  /** Adds a node that writes `value` (an output) to the resource. */
  addWrite(graph: GraphBuilder, value: string): void {
    const write = graph.add(
      'AssignVariableOp',
      [this.handle, value],
      { dtype: { type: this.dtype } },
      this.lastWrite,
      this.readsSinceWrite,
    );
    this.recordWrite(write);
  }

  /** Records that `node` writes the resource: reads and writes added from now on run after it. */
  recordWrite(node: string): void {
    this.#lastWrite = node;
    this.#readsSinceWrite = [];
  }
}
