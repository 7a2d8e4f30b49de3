import { sizeFromShape } from '#spec/shapes';
import { mayAliasInput } from './alias-analysis';
import { graphAttribute, inferredAttributes } from './attributes';
import type { ConstantPool } from './constant-pool';
import type { AttributeValue, GraphNode } from './graph';
import { GraphBuilder } from './graph-builder';
import { unsupportedReason } from './op-kinds';
import { barrierNode } from './resource';
import { TraceError } from './trace-error';
import { TracedVariable, type ProgramVariable } from './traced-variable';
import {
  copyTensor,
  nativeAttributes,
  type Binding,
  type NativeAttribute,
  type NativeTensor,
  type NodeBackend,
  type OpAttributes,
} from '../backend/node-backend';
import type { Tensor, Variable } from '../backend/tf';

/** An int32 constant of at most this many elements may be the shape that an op takes as an input. */
const MAX_SHAPE_LENGTH = 8;

/**
 * Tensors from before the step with more elements than this are not read (tables of images): to copy and to hash them
 * takes longer than anything that their values tell could save.
 */
const MAX_READ_ELEMENTS = 2 ** 18;

/**
 * Builds the graph of a step from the calls that one run of it makes to the binding. Tensors are identified
 * by the ids of the binding, which are never reused. Reads of a variable need no case of their own: the step
 * sees the tensor that the variable holds at that moment, and the id of that tensor maps to a read node.
 */
export class Tracer {
  readonly #backend: NodeBackend;
  readonly #binding: Binding;
  readonly #namePrefix: string;
  readonly #constants: ConstantPool;
  readonly #graph: GraphBuilder;
  /** The output that computes each tensor, by the id of the tensor. */
  readonly #outputs = new Map<number, string>();
  /** The values of small int32 constants, by the id of the tensor. */
  readonly #smallIntegers = new Map<number, readonly number[]>();
  readonly #variables = new Map<Variable, TracedVariable>();
  /** The names of variables that the step must not use, by the id of the tensor each holds. */
  readonly #uncaptured = new Map<number, string>();
  #error: TraceError | null = null;

  /** The name of every node starts with `namePrefix`. */
  constructor(backend: NodeBackend, namePrefix: string, constants: ConstantPool) {
    this.#backend = backend;
    this.#binding = backend.binding;
    this.#namePrefix = namePrefix;
    this.#constants = constants;
    this.#graph = new GraphBuilder(namePrefix);
  }

  get nodes(): readonly GraphNode[] {
    return this.#graph.nodes;
  }

  /** The first error, also if the step caught it. */
  get error(): TraceError | null {
    return this.#error;
  }

  /** Records an error and returns the one to throw: the first, because later ones are often its consequence. */
  recordError(reason: string): TraceError {
    this.#error ??= new TraceError(reason);
    return this.#error;
  }

  /** Adds an input of the step. Returns the name of the node to feed. */
  addInput(tensor: Tensor): string {
    const dtype = this.#backend.getDTypeInteger(tensor.dtype);
    const shape = { shape: tensor.shape };
    const placeholder = this.#graph.add('Placeholder', [], { dtype: { type: dtype }, shape });
    this.#setOutput(this.#idOf(tensor), placeholder, tensor.shape, dtype);
    return placeholder;
  }

  /** Adds a variable that the step may read and assign. Its tensor must not be shared with another variable or an input. */
  captureVariable(variable: ProgramVariable): void {
    const traced = new TracedVariable(variable, this.#idOf(variable.variable));
    this.#variables.set(variable.variable, traced);
    this.#addRead(traced);
  }

  /** Registers a variable that the step must neither read nor assign. */
  markUncaptured(variable: Variable): void {
    this.#uncaptured.set(this.#idOf(variable), variable.name);
  }

  /** Adds a constant that the step makes; `id` is the id of its tensor. */
  addConstant(id: number, shape: readonly number[], dtype: number, values: ArrayBufferView): void {
    if (values instanceof Int32Array && values.length <= MAX_SHAPE_LENGTH)
      this.#smallIntegers.set(id, [...values]);
    const output = this.#constants.add(shape, dtype, values as Float32Array);
    this.#setOutput(id, output, shape, dtype);
  }

  /**
   * Adds a node for an op and returns the results of `execute`, whose ids identify the outputs of the node in
   * the rest of the trace. Throws before executing if the op is unsupported.
   */
  traceOp(
    op: string,
    attributes: NativeAttribute[],
    inputIds: number[],
    outputCount: number,
    execute: () => NativeTensor[],
  ): NativeTensor[] {
    const reason = unsupportedReason(op, outputCount);
    if (reason !== null) throw this.recordError(reason);
    const inputs = inputIds.map((id) => this.#outputOf(id, op));
    const stated = this.#graphAttributes(attributes, op);
    const results = execute();
    const dtype = inputs[0] === undefined ? undefined : this.#graph.dtypeOf(inputs[0]);
    const inferred = inferredAttributes(this.#binding, op, dtype);
    const node = this.#graph.add(op, inputs, { ...inferred, ...stated });
    results.forEach(({ id, shape, dtype }, index) =>
      this.#setOutput(id, index > 0 ? `${node}:${index}` : node, shape, dtype),
    );
    return results;
  }

  /**
   * Adds a TensorFlow op that updates variables in place, `op(resources, tensors)`. Afterwards each variable
   * holds a new tensor, whose id identifies the updated value.
   */
  traceUpdate(
    op: string,
    variables: readonly Variable[],
    tensors: readonly Tensor[],
    attributes: OpAttributes,
  ): void {
    const updated = variables.map((variable) => this.#tracedVariable(variable));
    for (const variable of updated) this.#writeAssigned(variable);
    const node = this.#graph.add(
      op,
      [
        ...updated.map(({ handle }) => handle),
        ...tensors.map((tensor) => this.#outputOf(this.#idOf(tensor), op)),
      ],
      this.#graphAttributes(nativeAttributes(this.#backend, attributes), op),
      updated.flatMap(({ lastWrite }) => lastWrite),
      updated.flatMap(({ readsSinceWrite }) => readsSinceWrite),
    );
    for (const traced of updated) {
      traced.recordWrite(node);
      const { variable } = traced;
      const copy = copyTensor(this.#backend, this.#binding, variable);
      variable.assign(copy);
      copy.dispose();
      traced.tensorId = this.#idOf(variable);
      this.#addRead(traced);
    }
  }

  /** Adds an output of the step. Returns the name of the node to fetch. */
  addOutput(tensor: Tensor): string {
    const output = this.#outputOf(this.#idOf(tensor), 'the result of the step');
    const dtype = this.#backend.getDTypeInteger(tensor.dtype);
    const op = mayAliasInput(output, this.#graph) ? 'DeepCopy' : 'Identity';
    return this.#graph.add(op, [output], { T: { type: dtype } });
  }

  /** Ends the trace: adds the pending writes of variables. Returns a node that runs after all writes. */
  finish(): string {
    const variables = [...this.#variables.values()];
    for (const variable of variables) this.#writeAssigned(variable);
    const name = `${this.#namePrefix}/done`;
    const writes = variables.flatMap(({ lastWrite }) => lastWrite);
    this.#graph.nodes.push(barrierNode(name, this.#binding.TF_INT32, writes));
    return name;
  }

  /** The error for a step that reads a tensor back to JavaScript, within the tfjs function `caller`. */
  failOnRead(id: number | null, caller: string | null): TraceError {
    const output = id === null ? undefined : this.#outputs.get(id);
    const node = output === undefined ? undefined : this.#graph.nodeOf(output);
    const variable = [...this.#variables.values()].find(({ tensorId }) => tensorId === id);
    let what = 'a tensor';
    if (variable) what = `the variable '${variable.name}'`;
    else if (node?.op === 'Placeholder') what = 'an input';
    else if (node) what = `the result of ${node.op}`;
    const where = caller === null ? '' : ` within tf.${caller}`;
    return this.recordError(`it reads ${what} back to JavaScript${where}`);
  }

  /** The shape of a graph output. */
  shapeOf(output: string): readonly number[] | undefined {
    return this.#graph.shapeOf(output);
  }

  /** The shape and TensorFlow's data type of a graph output. */
  typeOf(output: string): { shape: readonly number[]; dtype: number } | undefined {
    const [shape, dtype] = [this.#graph.shapeOf(output), this.#graph.dtypeOf(output)];
    return shape && dtype !== undefined ? { shape, dtype } : undefined;
  }

  /** The shape of a tensor, by its id. */
  shapeOfTensor(id: number): readonly number[] | undefined {
    return this.#graph.shapeOf(this.#outputs.get(id) ?? '');
  }

  /** The values of a small int32 constant, by the id of its tensor. */
  smallIntegersOf(id: number): readonly number[] | undefined {
    return this.#smallIntegers.get(id);
  }

  #idOf(tensor: Tensor): number {
    const [id] = this.#backend.getInputTensorIds([tensor]);
    if (id === undefined) throw new Error('the backend returned no id for a tensor');
    return id;
  }

  #setOutput(id: number, output: string, shape: readonly number[], dtype: number): void {
    this.#outputs.set(id, output);
    this.#graph.setOutputType(output, shape, dtype);
  }

  /** The output that computes a tensor. `user` names what uses it, for an error message. */
  #outputOf(id: number, user: string): string {
    const output = this.#outputs.get(id);
    if (output !== undefined) return output;
    const uncaptured = this.#uncaptured.get(id);
    if (uncaptured !== undefined)
      throw this.recordError(`${user} reads the variable '${uncaptured}', which is not its own`);
    return this.#captureTensor(id);
  }

  /** Makes a tensor from before the step a constant of the graph. */
  #captureTensor(id: number): string {
    // The binding tells a tensor's shape and data type only with the result of an op.
    const [copy] = this.#binding.executeOp('Identity', [], [id], 1);
    if (!copy) throw new Error('the op Identity returned no tensor');
    if (sizeFromShape(copy.shape) > MAX_READ_ELEMENTS) {
      const output = this.#constants.addTensor(id, copy);
      this.#setOutput(id, output, copy.shape, copy.dtype);
      return output;
    }
    const values = this.#binding.tensorDataSync(id);
    this.addConstant(id, copy.shape, copy.dtype, values);
    this.#binding.deleteTensor(copy.id);
    return this.#outputOf(id, 'it');
  }

  #tracedVariable(variable: Variable): TracedVariable {
    const traced = this.#variables.get(variable);
    if (!traced)
      throw this.recordError(`it updates the variable '${variable.name}', which is not its own`);
    return traced;
  }

  #addRead(variable: TracedVariable): void {
    const read = variable.addRead(this.#graph);
    this.#setOutput(variable.tensorId, read, variable.shape, variable.dtype);
  }

  /** Adds a write to the resource if the step has assigned another tensor to the variable. */
  #writeAssigned(variable: TracedVariable): void {
    const id = this.#idOf(variable.variable);
    if (id === variable.tensorId) return;
    const value = this.#outputOf(id, `the assignment of '${variable.name}'`);
    variable.addWrite(this.#graph, this.#copyIfAliased(value, variable.dtype));
    variable.tensorId = id;
  }

  /** An output that the graph may keep after the step: a copy where it may be the memory of an input. */
  #copyIfAliased(output: string, dtype: number): string {
    if (!mayAliasInput(output, this.#graph)) return output;
    return this.#graph.add('DeepCopy', [output], { T: { type: dtype } });
  }

  #graphAttributes(attributes: NativeAttribute[], op: string): Record<string, AttributeValue> {
    return Object.fromEntries(
      attributes.map((attribute) => {
        const value = graphAttribute(this.#binding, attribute);
        if (!value)
          throw this.recordError(
            `the attribute '${attribute.name}' of ${op} has no form in a graph`,
          );
        return [attribute.name, value];
      }),
    );
  }
}
