import { WorkbenchError } from '#spec/errors';
import { sizeOf } from '#spec/shapes';
import { graphAttribute } from './attributes';
import type { Constants } from './constants';
import { nodeOf, type AttributeValue, type GraphNode } from './graph';
import {
  copyOf,
  nativeAttributes,
  type Attributes,
  type Binding,
  type NativeAttribute,
  type NativeTensor,
  type NodeBackend,
} from '../backend/node-backend';
import { allocatesOutput, unsupportedReason } from './op-kinds';
import { afterNode, type Resource } from './resource';
import type { Tensor, Variable } from '../backend/tf';

export interface ProgramVariable extends Resource {
  /** For messages. */
  name: string;
  variable: Variable;
}

/** Where a variable stands while a step is recorded. */
interface VariableState extends ProgramVariable {
  /** The tensor that the resource holds at this point of the recording. */
  held: number;
  /** The last node that wrote the resource. */
  write: string | null;
  /** Nodes that have read it since. */
  reads: string[];
}

/** A constant of no more may be a shape. */
const fewIntegers = 8;

export function traceError(reason: string): WorkbenchError {
  return new WorkbenchError('unavailable', `The step cannot be compiled: ${reason}.`);
}

/**
 * Writes down as graph nodes what one run of a step asks of the binding. Tensors are known by the
 * binding's ids, which are never used twice; a variable is whatever tensor it holds at the time, so that a
 * read gives the value of that moment by itself.
 */
export class Tracer {
  readonly nodes: GraphNode[] = [];
  readonly #backend: NodeBackend;
  readonly #binding: Binding;
  readonly #prefix: string;
  readonly #constants: Constants;
  readonly #states = new Map<Variable, VariableState>();
  /** By id: the output that gives the tensor. */
  readonly #references = new Map<number, string>();
  /** By output: its shape and its type. */
  readonly #outputs = new Map<string, { shape: readonly number[]; dtype: number }>();
  readonly #byName = new Map<string, GraphNode>();
  /** By id: the values of constants that may be shapes. */
  readonly #integers = new Map<number, readonly number[]>();
  readonly #foreign = new Map<number, string>();
  /** The first thing refused, also where the step caught the error. */
  error: WorkbenchError | null = null;

  constructor(backend: NodeBackend, prefix: string, constants: Constants) {
    this.#backend = backend;
    this.#binding = backend.binding;
    this.#prefix = prefix;
    this.#constants = constants;
  }

  fail(reason: string): WorkbenchError {
    this.error ??= traceError(reason);
    return this.error;
  }

  /** An input of the step. Returns the node to feed. */
  input(tensor: Tensor): string {
    const dtype = this.#backend.getDTypeInteger(tensor.dtype);
    const shape = { shape: tensor.shape };
    const name = this.#add('Placeholder', [], { dtype: { type: dtype }, shape });
    this.#bind(this.idOf(tensor), name, tensor.shape, dtype);
    return name;
  }

  /** A variable the step may read and assign; it must hold a tensor of its own. */
  variable(variable: ProgramVariable): void {
    const state = { ...variable, held: this.idOf(variable.variable), write: null, reads: [] };
    this.#states.set(variable.variable, state);
    this.#read(state);
  }

  /** A variable the step must leave alone. */
  uncaptured(variable: Variable): void {
    this.#foreign.set(this.idOf(variable), variable.name);
  }

  /** A constant made within the step. */
  constant(id: number, shape: readonly number[], dtype: number, values: ArrayBufferView): void {
    if (values instanceof Int32Array && values.length <= fewIntegers)
      this.#integers.set(id, [...values]);
    const reference = this.#constants.add(shape, dtype, values as Float32Array);
    this.#bind(id, reference, shape, dtype);
  }

  /**
   * An op about to be executed. Refuses it where it cannot be recorded, and takes it down when called with
   * what came out.
   */
  op(
    name: string,
    attributes: NativeAttribute[],
    inputs: number[],
    outputs: number,
  ): (results: NativeTensor[]) => void {
    const reason = unsupportedReason(name, outputs);
    if (reason !== null) throw this.fail(reason);
    const references = inputs.map((id) => this.#reference(id, name));
    const given = this.#attributes(attributes, name);
    return (results) => {
      const node = this.#add(name, references, { ...this.#unsaid(name, references[0]), ...given });
      results.forEach(({ id, shape, dtype }, index) =>
        this.#bind(id, index ? `${node}:${index}` : node, shape, dtype),
      );
    };
  }

  /** Types that tfjs leaves to the binding, which sees them on the inputs. */
  #unsaid(op: string, input: string | undefined): Record<string, AttributeValue> {
    const dtype = this.#outputs.get(input ?? '')?.dtype;
    if (op !== 'ExpandDims' || dtype === undefined) return {};
    return { T: { type: dtype }, Tdim: { type: this.#binding.TF_INT32 } };
  }

  /** Why `id` cannot be read back to JavaScript. */
  failOnRead(id: number | null, within: string | null): WorkbenchError {
    const reference = id === null ? undefined : this.#references.get(id);
    const node = reference === undefined ? undefined : this.#byName.get(nodeOf(reference));
    const state = [...this.#states.values()].find(({ held }) => held === id);
    let what = 'a tensor';
    if (state) what = `the variable '${state.name}'`;
    else if (node?.op === 'Placeholder') what = 'an input';
    else if (node) what = `the result of ${node.op}`;
    const by = within === null ? '' : ` within tf.${within}`;
    return this.fail(`it reads ${what} back to JavaScript${by}`);
  }

  /**
   * An op of TensorFlow's that updates variables in place, `op(resources, tensors)`. Each variable holds a
   * new tensor after it.
   */
  update(
    op: string,
    variables: readonly Variable[],
    tensors: readonly Tensor[],
    attributes: Attributes,
  ): void {
    const states = variables.map((variable) => this.#stateOf(variable));
    for (const state of states) this.#settle(state);
    const node = this.#add(
      op,
      [
        ...states.map(({ handle }) => handle),
        ...tensors.map((tensor) => this.#reference(this.idOf(tensor), op)),
      ],
      this.#attributes(nativeAttributes(this.#backend, attributes), op),
      states.flatMap(({ write }) => write ?? []),
      states.flatMap(({ reads }) => reads),
    );
    for (const state of states) {
      state.write = node;
      state.reads = [];
      const copy = copyOf(this.#backend, this.#binding, state.variable);
      state.variable.assign(copy);
      copy.dispose();
      state.held = this.idOf(state.variable);
      this.#read(state);
    }
  }

  /** The node of an output of the step. */
  output(tensor: Tensor): string {
    const reference = this.#reference(this.idOf(tensor), 'the result of the step');
    const dtype = this.#backend.getDTypeInteger(tensor.dtype);
    const op = this.#maybeAnInput(reference) ? 'DeepCopy' : 'Identity';
    return this.#add(op, [reference], { T: { type: dtype } });
  }

  /** Writes what the variables hold at the end; gives a node that has run when all of them are written. */
  finish(): string {
    const states = [...this.#states.values()];
    for (const state of states) this.#settle(state);
    const name = `${this.#prefix}/done`;
    const writes = states.flatMap(({ write }) => write ?? []);
    this.nodes.push(afterNode(name, this.#binding.TF_INT32, writes));
    return name;
  }

  shapeOf(output: string): readonly number[] | undefined {
    return this.#outputs.get(output)?.shape;
  }

  /** The values of a small constant of int32. */
  integersOf(id: number): readonly number[] | undefined {
    return this.#integers.get(id);
  }

  shapeOfId(id: number): readonly number[] | undefined {
    return this.shapeOf(this.#references.get(id) ?? '');
  }

  idOf(tensor: Tensor): number {
    const [id] = this.#backend.getInputTensorIds([tensor]);
    if (id === undefined) throw new Error('a tensor without an id');
    return id;
  }

  #stateOf(variable: Variable): VariableState {
    const state = this.#states.get(variable);
    if (!state) throw this.fail(`it updates the variable '${variable.name}', which is not its own`);
    return state;
  }

  /** Brings the resource to what the variable holds. */
  #settle(state: VariableState): void {
    const id = this.idOf(state.variable);
    if (id === state.held) return;
    const value = this.#reference(id, `the assignment of '${state.name}'`);
    const type = { type: state.dtype };
    // The variable outlives the step; the memory of an input belongs to JavaScript, which may reuse it,
    // and must only be freed by JavaScript's own thread.
    const own = this.#maybeAnInput(value) ? this.#add('DeepCopy', [value], { T: type }) : value;
    state.write = this.#add(
      'AssignVariableOp',
      [state.handle, own],
      { dtype: type },
      state.write === null ? [] : [state.write],
      state.reads,
    );
    state.held = id;
    state.reads = [];
  }

  #read(state: VariableState): void {
    const read = this.#add(
      'ReadVariableOp',
      [state.handle],
      { dtype: { type: state.dtype } },
      state.write === null ? [] : [state.write],
    );
    state.reads.push(read);
    this.#bind(state.held, read, state.shape, state.dtype);
  }

  #reference(id: number, user: string): string {
    const known = this.#references.get(id);
    if (known !== undefined) return known;
    const foreign = this.#foreign.get(id);
    if (foreign !== undefined)
      throw this.fail(`${user} reads the variable '${foreign}', which is not its own`);
    return this.#capture(id);
  }

  /** A tensor from before the step: a constant. */
  #capture(id: number): string {
    const [same] = this.#binding.executeOp('Identity', [], [id], 1);
    if (!same) throw new Error('Identity gave nothing');
    const values = this.#binding.tensorDataSync(id);
    this.constant(id, same.shape, same.dtype, values);
    this.#binding.deleteTensor(same.id);
    return this.#reference(id, 'it');
  }

  /** Whether an output may share its memory with one of the step's inputs. */
  #maybeAnInput(reference: string): boolean {
    const sizeAt = (output: string): number => sizeOf(this.shapeOf(output) ?? [0]);
    const open = [reference];
    const seen = new Set<string>();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      // What is smaller cannot be the same memory.
      if (seen.has(next) || sizeAt(next) < sizeAt(reference)) continue;
      seen.add(next);
      const node = this.#byName.get(nodeOf(next));
      if (node?.op === 'Placeholder') return true;
      if (node && !allocatesOutput(node.op)) open.push(...node.inputs);
    }
    return false;
  }

  #bind(id: number, reference: string, shape: readonly number[], dtype: number): void {
    this.#references.set(id, reference);
    this.#outputs.set(reference, { shape, dtype });
  }

  #add(
    op: string,
    inputs: string[],
    attributes: Record<string, AttributeValue>,
    after: string[] = [],
    afterIfKept: string[] = [],
  ): string {
    const name = `${this.#prefix}/${this.nodes.length}`;
    const node = { name, op, inputs, attributes, after, afterIfKept };
    this.nodes.push(node);
    this.#byName.set(name, node);
    return name;
  }

  #attributes(attributes: NativeAttribute[], op: string): Record<string, AttributeValue> {
    return Object.fromEntries(
      attributes.map((attribute) => {
        const value = graphAttribute(this.#binding, attribute);
        if (!value)
          throw this.fail(`the attribute '${attribute.name}' of ${op} has no form in a graph`);
        return [attribute.name, value];
      }),
    );
  }
}
