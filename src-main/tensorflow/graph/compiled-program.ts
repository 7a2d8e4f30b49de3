/**
 * Training steps compiled to TensorFlow graphs. How the engine uses it:
 *
 *     const weight = tf.variable(tf.scalar(1));
 *     const program = new CompiledProgram({ variables: [{ name: 'weight', variable: weight }] });
 *     const step: StepFunction = ({ x }) => {
 *       weight.assign(tf.add(weight, x as Tensor));
 *       return { double: tf.mul(weight, 2) };
 *     };
 *     program.add('step', step, { x: tf.scalar(0) }); // traces the step once
 *     const { double } = program.run('step', { x: tf.scalar(3) }); // 8, in one call to TensorFlow
 *     program.pullVariables(); // weight is 4
 *     program.dispose();
 */
import { passMilestone } from '#files/milestones';
import { messageOf } from '#spec/errors';
import type { Precision } from '#spec/training';
import { pieceNodes, readPieces, variableOfHandle } from './column-pieces';
import { ConstantPool, type LargeConstant } from './constant-pool';
import { placeOnDevices } from './device-placement';
import type { GraphNode } from './graph';
import { LoadedGraph } from './loaded-graph';
import {
  constantNodes,
  readNodeName,
  resourceNodes,
  writesDoneNode,
  type Resource,
} from './resource';
import { trace, type StepFunction, type Tensors, type TracedGraph } from './trace';
import { TraceError } from './trace-error';
import type { ProgramVariable } from './traced-variable';
import { nodeBackend, type NativeTensor, type NodeBackend } from '../backend/node-backend';
import { tf, type DataType, type Tensor, type Variable } from '../backend/tf';
import { interOpThreads } from '../backend/threads';

export type { StepFunction, Tensors } from './trace';

const CONSTANTS_WRITTEN = 'constants-written';

/** A variable of a program, and the group it belongs to. */
export interface GroupedVariable {
  /** For error messages. */
  name: string;
  variable: Variable;
  /**
   * The number of the group of variables that update together (a module), in the order in which messages go
   * forward. Each group can have a device.
   */
  group?: number;
}

export interface ProgramOptions {
  /**
   * The variables that the steps may read and assign. The caller disposes them. Of a program of several copies: those of
   * the first copy, then those of the second in the same order, and so on.
   */
  variables: readonly GroupedVariable[];
  /** How many copies of each step run as one, each on its own variables and inputs. */
  copies?: number;
  /** Ops of more elements than this are computed copy by copy: see `copyGraph`. */
  mostStackedElements?: number;
  /** The device of each group (`gpu:1`); null or missing: TensorFlow chooses. */
  devices?: readonly (string | null)[];
  /** Receives a sentence if TensorFlow rejects the devices and the program continues without them. */
  onMessage?: (sentence: string) => void;
}

/** How a step is compiled. */
export interface CompileOptions {
  /**
   * How many parts of the step run independently of each other (decoupled modules). They share the threads, and large
   * matrix products are split among the threads of their part.
   */
  parallelParts?: number;
  /** What the factors of matrix products and convolutions are rounded to. */
  precision?: Precision;
}

/** A traced step and what its inputs must look like. */
interface CompiledStep extends TracedGraph {
  expectedInputs: ReadonlyMap<string, { shape: readonly number[]; dtype: DataType }>;
}

/**
 * Steps over the same variables, each traced once and run by TensorFlow in one call. From the first run on
 * the graph holds the values of the variables: `pullVariables()` copies them to the variables,
 * `pushVariables()` copies them back into the graph.
 */
export class CompiledProgram {
  readonly #backend: NodeBackend;
  readonly #variables: readonly ProgramVariable[];
  readonly #constants: ConstantPool;
  readonly #steps = new Map<string, CompiledStep>();
  /** Keys of steps that are not part of the loaded graph yet. */
  readonly #pending = new Set<string>();
  /** The group of each variable, by the handle of its resource. */
  readonly #groups: ReadonlyMap<string, number | null>;
  /** The number of each variable, by the handle of its resource. */
  readonly #indexes: ReadonlyMap<string, number>;
  /** In how many pieces each variable is stored that a step writes: as the first of these steps takes it. */
  readonly #stored = new Map<string, number>();
  readonly #onMessage: (sentence: string) => void;
  readonly #copies: number;
  readonly #mostStackedElements: number;
  /** Empty once TensorFlow has rejected them. */
  #devices: readonly (string | null)[];
  #graph: LoadedGraph | null = null;
  #traceCount = 0;

  /** Throws a TraceError (`unavailable`) where `isSupported()` is false. */
  constructor({
    variables,
    devices = [],
    copies = 1,
    mostStackedElements,
    onMessage = () => undefined,
  }: ProgramOptions) {
    const backend = nodeBackend();
    if (!backend) throw new TraceError(`the backend '${tf.getBackend()}' runs no graphs`);
    this.#backend = backend;
    this.#constants = new ConstantPool(backend.binding);
    this.#variables = variables.map(({ name, variable }, index) => ({
      name,
      variable,
      handle: `variable/${index}`,
      dtype: backend.getDTypeInteger(variable.dtype),
      shape: variable.shape,
    }));
    this.#indexes = new Map(this.#variables.map(({ handle }, index) => [handle, index]));
    this.#groups = new Map(
      this.#variables.map(({ handle }, index) => [handle, variables[index]?.group ?? null]),
    );
    this.#copies = copies;
    this.#mostStackedElements = mostStackedElements ?? chooseMostStacked(backend.isUsingGpuDevice);
    this.#devices = devices;
    this.#onMessage = onMessage;
  }

  /** Whether steps can be compiled: TensorFlow is the current backend. */
  static isSupported(): boolean {
    return nodeBackend() !== null;
  }

  /**
   * Compiles `step` under `key` by running it once on tensors like `examples` (float32 or int32, of the
   * shapes that every run has). Variables and tensors are afterwards as before; the caller disposes the
   * examples. In a program of several copies, `step` is that of the first one and `examples` are its inputs; a run takes
   * and returns tensors with an axis of the copies before their own axes. Throws a TraceError (`unavailable`) that names
   * what cannot be compiled, or the error of the step.
   */
  add(
    key: string,
    step: StepFunction,
    examples: Tensors,
    { parallelParts = 1, precision = 'float32' }: CompileOptions = {},
  ): void {
    const graph = trace(step, examples, {
      backend: this.#backend,
      namePrefix: `s${this.#traceCount++}`,
      variables: this.#variables.slice(0, this.#perCopy),
      constants: this.#constants,
      stored: this.#stored,
      parallelParts,
      precision,
      ...(this.#copies > 1 && {
        copies: {
          count: this.#copies,
          handleOf: (handle, copy) => this.#handleOf(handle, copy),
          mostStackedElements: this.#mostStackedElements,
        },
      }),
    });
    const axis = this.#copies > 1 ? [this.#copies] : [];
    const expectedInputs = new Map(
      Object.entries(examples).map(([name, { shape, dtype }]) => [
        name,
        { shape: [...axis, ...shape], dtype },
      ]),
    );
    this.#steps.set(key, { ...graph, expectedInputs });
    this.#pending.add(key);
    this.#noteStored(graph);
    passMilestone('step traced');
  }

  #noteStored({ nodes, pieces }: TracedGraph): void {
    for (const [handle, count] of pieces) this.#stored.set(handle, count);
    const writes = nodes.filter(({ op }) => op !== 'ReadVariableOp');
    for (const handle of writes.flatMap(({ inputs }) => inputs))
      if (this.#indexes.has(handle) && !this.#stored.has(handle)) this.#stored.set(handle, 1);
  }

  has(key: string): boolean {
    return this.#steps.has(key);
  }

  /**
   * Runs a step. Its outputs are new tensors, which the caller disposes, as the inputs. The first run after
   * `add` loads a new graph, with the values that the variables have by then; it throws a TraceError if
   * TensorFlow rejects that graph, and removes the steps added since the last run.
   */
  run(key: string, inputs: Tensors): Tensors {
    const step = this.#steps.get(key);
    if (!step) throw new Error(`no step '${key}' is compiled`);
    const graph = this.#ensureLoaded();
    const tensors = [...step.expectedInputs].map(([name, { shape, dtype }]) => {
      const tensor = inputs[name];
      if (!tensor) throw new Error(`the compiled step '${key}' lacks its input '${name}'`);
      if (tensor.dtype !== dtype || !isSameShape(tensor.shape, shape))
        throw new Error(
          `the input '${name}' of the compiled step '${key}' is ${dtype} [${shape.join()}], not ${tensor.dtype} [${tensor.shape.join()}]`,
        );
      return tensor;
    });
    const [done, ...results] = graph.run(
      this.#backend.getInputTensorIds(tensors),
      [...step.inputs.values()],
      [step.done, ...step.outputs.values()],
    );
    if (done) this.#delete([done]);
    const outputs = results.map((tensor) => this.#backend.createOutputTensor(tensor));
    return Object.fromEntries(
      [...step.outputs.keys()].map((name, index) => [name, outputs[index] as Tensor]),
    );
  }

  get #perCopy(): number {
    return this.#variables.length / this.#copies;
  }

  /** The resource of the same variable in another copy; null for resources that are no variables. */
  #handleOf(handle: string, copy: number): string | null {
    const index = this.#indexes.get(handle);
    if (index === undefined) return null;
    return this.#variables[index + copy * this.#perCopy]?.handle ?? null;
  }

  /** Copies the values in the graph to the variables: of one copy, or of all. */
  pullVariables(copy?: number): void {
    if (!this.#graph) return;
    const variables = this.#variablesOf(copy);
    const values = this.#fetchValues(this.#graph, variables);
    variables.forEach(({ variable }, index) => {
      const value = this.#backend.createOutputTensor(values[index] as NativeTensor);
      variable.assign(value);
      value.dispose();
    });
  }

  /** Copies the values of the variables into the graph: of one copy, or of all. */
  pushVariables(copy?: number): void {
    const variables = this.#variablesOf(copy);
    this.#graph?.write(variables, this.#idsOf(variables), writtenNode(copy));
  }

  /** Frees the graph and its values. The variables keep the values of the last `pullVariables()`. */
  dispose(): void {
    this.#graph?.close();
    this.#graph = null;
    this.#steps.clear();
    this.#pending.clear();
    this.#constants.dispose();
  }

  #variablesOf(copy?: number): readonly ProgramVariable[] {
    if (copy === undefined) return this.#variables;
    return this.#variables.slice(copy * this.#perCopy, (copy + 1) * this.#perCopy);
  }

  /** The ids of the tensors that variables hold. */
  #idsOf(variables: readonly ProgramVariable[]): number[] {
    return this.#backend.getInputTensorIds(variables.map(({ variable }) => variable));
  }

  /** The values of variables in a graph, as new tensors. */
  #fetchValues(graph: LoadedGraph, variables = this.#variables): NativeTensor[] {
    if (variables.length === 0) return [];
    const reads = variables.map(({ handle }) => readNodeName(handle));
    return graph.run([], [], reads);
  }

  /** The graph with all steps. A new one takes over the values of the previous one, or of the variables. */
  #ensureLoaded(): LoadedGraph {
    const previous = this.#graph;
    if (previous && this.#pending.size === 0) return previous;
    const values = previous && this.#fetchValues(previous);
    const ids = values?.map(({ id }) => id) ?? this.#idsOf(this.#variables);
    try {
      this.#graph = this.#load(ids);
      previous?.close();
      return this.#graph;
    } catch (error) {
      // The previous graph stays, without the steps that TensorFlow rejects.
      for (const key of this.#pending) this.#steps.delete(key);
      throw error;
    } finally {
      this.#pending.clear();
      if (values) this.#delete(values);
    }
  }

  /** A new graph whose variables have these values; without devices if TensorFlow rejects them. */
  #load(valueIds: readonly number[]): LoadedGraph {
    try {
      return this.#loadOn(this.#devices, valueIds);
    } catch (error) {
      if (this.#devices.every((device) => device === null)) throw error;
      const graph = this.#loadOn([], valueIds);
      this.#onMessage(describeRejectedDevices(this.#devices, messageOf(error)));
      this.#devices = [];
      return graph;
    }
  }

  #loadOn(devices: readonly (string | null)[], valueIds: readonly number[]): LoadedGraph {
    const constants = this.#usedLargeConstants();
    const graph = new LoadedGraph(this.#backend, this.#buildGraph(constants, devices));
    try {
      graph.write(this.#variables, valueIds, writtenNode());
      const constantIds = constants.map(({ tensorId }) => tensorId);
      graph.write(constants, constantIds, CONSTANTS_WRITTEN);
      passMilestone('graph loaded');
      return graph;
    } catch (error) {
      graph.close();
      throw error;
    }
  }

  #usedLargeConstants(): LargeConstant[] {
    const nodes = [...this.#steps.values()].flatMap((step) => step.nodes);
    const used = new Set(nodes.flatMap(({ inputs }) => inputs));
    return this.#constants.large().filter(({ handle }) => used.has(readNodeName(handle)));
  }

  #buildGraph(
    constants: readonly LargeConstant[],
    devices: readonly (string | null)[],
  ): GraphNode[] {
    const { TF_INT32 } = this.#backend.binding;
    const handlesOf = (resources: readonly Resource[]): string[] =>
      resources.map(({ handle }) => handle);
    const copies = this.#copies > 1 ? Array.from({ length: this.#copies }, (_, copy) => copy) : [];
    const nodes = [
      ...this.#variables.flatMap((variable) => {
        const pieces = this.#stored.get(variable.handle) ?? 1;
        return pieces > 1 ? pieceNodes(variable, pieces) : resourceNodes(variable);
      }),
      ...constants.flatMap(constantNodes),
      writesDoneNode(writtenNode(), TF_INT32, handlesOf(this.#variables)),
      ...copies.map((copy) =>
        writesDoneNode(writtenNode(copy), TF_INT32, handlesOf(this.#variablesOf(copy))),
      ),
      writesDoneNode(CONSTANTS_WRITTEN, TF_INT32, handlesOf(constants)),
      ...this.#constants.embedded(),
      ...[...this.#steps.values()].flatMap((step) =>
        step.nodes.flatMap((node) => readPieces(node, this.#stored)),
      ),
    ];
    if (devices.every((device) => device === null)) return nodes;
    return placeOnDevices(nodes, {
      groupOf: (handle) => this.#groups.get(variableOfHandle(handle)) ?? null,
      deviceOf: (group) => devices[group] ?? null,
    });
  }

  #delete(tensors: readonly NativeTensor[]): void {
    for (const { id } of tensors) this.#backend.binding.deleteTensor(id);
  }
}

/**
 * A GPU takes longest to begin ops. Of the threads of a processor each computes another copy, unless there is only one.
 * Measured on two cores, milliseconds of four steps of 8 copies of `recall-dni`, with ops of at most 2,000, 8,192 and
 * all numbers of elements stacked: on one thread 32.5, 28.9, 29.9; on two 16.9, 17.5, 19.8.
 */
function chooseMostStacked(isOnGpu: boolean): number {
  if (isOnGpu) return Infinity;
  return interOpThreads() > 1 ? 2000 : 65_536;
}

/** Compared for every input of every run: number by number, which is faster than as text. */
function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The node that runs once the variables of one copy, or of all, are written. */
function writtenNode(copy?: number): string {
  return copy === undefined ? 'variables-written' : `variables-written/${copy}`;
}

/** A sentence on why the devices are left out. */
function describeRejectedDevices(devices: readonly (string | null)[], reason: string): string {
  const available = /available devices are \[([^\]]*)\]/.exec(reason)?.[1]?.toLowerCase() ?? null;
  const names = [...new Set(devices.flatMap((device) => device ?? []))];
  const missing =
    available === null ? [] : names.filter((name) => !available.includes(`device:${name}`));
  const cause = missing.length > 0 ? `this machine has no ${missing.join(' and no ')}` : reason;
  return `The modules compute where TensorFlow puts them, not each on its own device: ${cause}.`;
}
