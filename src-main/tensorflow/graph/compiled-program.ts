import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '#spec/errors';
import { Constants, type StoredConstant } from './constants';
import type { GraphNode } from './graph';
import { placeOnDevices } from './placement';
import {
  nodeBackend,
  type Binding,
  type NativeTensor,
  type NodeBackend,
} from '../backend/node-backend';
import { trace, type TracedGraph, type StepFunction, type Tensors } from './trace';
import { traceError, type ProgramVariable } from './tracer';
import { inputOf, resourceNodes, valueOf, writtenNode, type Resource } from './resource';
import { encodeSavedModel } from './saved-model';
import { tf, type DataType, type Tensor, type Variable } from '../backend/tf';

export type { StepFunction, Tensors } from './trace';

const TAG = 'serve';
const VARIABLES_WRITTEN = 'variables-written';
const CONSTANTS_WRITTEN = 'constants-written';

/** A variable of a program, as its owner names it. */
export interface GroupedVariable {
  /** For messages. */
  name: string;
  variable: Variable;
  /** What updates together with it, numbered in the order in which messages go forward. */
  group?: number;
}

export interface ProgramOptions {
  /** They stay the caller's. */
  variables: readonly GroupedVariable[];
  /** By group, the device it computes on (`gpu:1`); null, or left out: wherever TensorFlow puts it. */
  devices?: readonly (string | null)[];
  /** Hears a sentence where TensorFlow does not take these devices and the program goes on without them. */
  onMessage?: (sentence: string) => void;
}

interface Variant extends TracedGraph {
  /** What each input must look like. */
  expected: ReadonlyMap<string, { shape: readonly number[]; dtype: DataType }>;
}

/**
 * Steps over the same variables, each recorded once and run by TensorFlow as one call. The variables'
 * values live in the graph from the first run on: `read()` brings them back, `write()` puts them in.
 */
export class CompiledProgram {
  readonly #backend: NodeBackend;
  readonly #variables: readonly ProgramVariable[];
  readonly #constants: Constants;
  readonly #variants = new Map<string, Variant>();
  /** Variants that the session does not know yet. */
  readonly #pending = new Set<string>();
  /** By handle. */
  readonly #groups: ReadonlyMap<string, number | null>;
  readonly #tell: (sentence: string) => void;
  /** Empty once TensorFlow has refused them. */
  #devices: readonly (string | null)[];
  #session: number | null = null;
  #recorded = 0;

  /** Throws where `isPossible()` is false. */
  constructor({ variables, devices = [], onMessage: onMessage = () => undefined }: ProgramOptions) {
    const backend = nodeBackend();
    if (!backend) throw traceError(`the backend '${tf.getBackend()}' runs no graphs`);
    this.#backend = backend;
    this.#constants = new Constants(backend.binding);
    this.#variables = variables.map(({ name, variable }, index) => ({
      name,
      variable,
      handle: `variable/${index}`,
      dtype: backend.getDTypeInteger(variable.dtype),
      shape: variable.shape,
    }));
    this.#groups = new Map(
      this.#variables.map(({ handle }, index) => [handle, variables[index]?.group ?? null]),
    );
    this.#devices = devices;
    this.#tell = onMessage;
  }

  /** Whether TensorFlow is the backend. */
  static isPossible(): boolean {
    return nodeBackend() !== null;
  }

  /**
   * Records `step` under `key`, by running it once on tensors like `examples` (float32 or int32, of the
   * shapes that every run will have). Nothing of that run remains; the examples stay the caller's. `parts`: how
   * many parts of it need not wait for each other; what cores these leave share its large products.
   * Throws `unavailable` with what stands in the way where the step cannot be recorded.
   */
  add(key: string, step: StepFunction, examples: Tensors, parts = 1): void {
    const recording = trace(
      this.#backend,
      `s${this.#recorded++}`,
      this.#variables,
      this.#constants,
      step,
      examples,
      parts,
    );
    const expected = new Map(
      Object.entries(examples).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
    );
    this.#variants.set(key, { ...recording, expected });
    this.#pending.add(key);
  }

  has(key: string): boolean {
    return this.#variants.has(key);
  }

  /**
   * Runs a variant: its outputs are new tensors, the caller's to dispose. The first run after `add` loads
   * the graph anew, with the values that the variables have by then.
   */
  run(key: string, inputs: Tensors): Tensors {
    const variant = this.#variants.get(key);
    if (!variant) throw new Error(`no step '${key}' is compiled`);
    const session = this.#loaded();
    const tensors = [...variant.expected].map(([name, { shape, dtype }]) => {
      const tensor = inputs[name];
      if (!tensor) throw new Error(`the compiled step '${key}' lacks its input '${name}'`);
      if (tensor.dtype !== dtype || tensor.shape.join() !== shape.join())
        throw new Error(
          `the input '${name}' of the compiled step '${key}' is ${dtype} [${shape.join()}], not ${tensor.dtype} [${tensor.shape.join()}]`,
        );
      return tensor;
    });
    const results = this.#call(
      session,
      this.#backend.getInputTensorIds(tensors),
      [...variant.inputs.values()],
      [variant.done, ...variant.outputs.values()],
    );
    this.#delete(results.slice(0, 1));
    const outputs = results.slice(1).map((tensor) => this.#backend.createOutputTensor(tensor));
    return Object.fromEntries(
      [...variant.outputs.keys()].map((name, index) => [name, outputs[index] as Tensor]),
    );
  }

  /** Copies the values from the graph into the variables. */
  pullVariables(): void {
    if (this.#session === null) return;
    const values = this.#values(this.#session);
    this.#variables.forEach(({ variable }, index) => {
      const value = this.#backend.createOutputTensor(values[index] as NativeTensor);
      variable.assign(value);
      value.dispose();
    });
  }

  /** Copies the variables' values into the graph. */
  pushVariables(): void {
    if (this.#session === null) return;
    const tensors = this.#variables.map(({ variable }) => variable);
    this.#write(
      this.#session,
      this.#variables,
      this.#backend.getInputTensorIds(tensors),
      VARIABLES_WRITTEN,
    );
  }

  /** Frees the graph and its values. The variables stay, as they were last read. */
  dispose(): void {
    if (this.#session !== null) this.#backend.binding.deleteSavedModel(this.#session);
    this.#session = null;
    this.#variants.clear();
    this.#pending.clear();
  }

  #values(session: number): NativeTensor[] {
    if (this.#variables.length === 0) return [];
    return this.#call(
      session,
      [],
      [],
      this.#variables.map(({ handle }) => valueOf(handle)),
    );
  }

  #write(
    session: number,
    resources: readonly Resource[],
    ids: readonly number[],
    written: string,
  ): void {
    if (ids.length === 0) return;
    this.#delete(
      this.#call(
        session,
        ids,
        resources.map(({ handle }) => inputOf(handle)),
        [written],
      ),
    );
  }

  /** The session with all variants. A new one takes over the values of the one before, or of the variables. */
  #loaded(): number {
    const before = this.#session;
    if (before !== null && this.#pending.size === 0) return before;
    const values = before === null ? null : this.#values(before);
    const ids =
      values?.map(({ id }) => id) ??
      this.#backend.getInputTensorIds(this.#variables.map(({ variable }) => variable));
    try {
      const session = this.#open(ids);
      this.#session = session;
      if (before !== null) this.#backend.binding.deleteSavedModel(before);
      return session;
    } catch (error) {
      // The session that is there goes on without the steps that TensorFlow does not take.
      for (const key of this.#pending) this.#variants.delete(key);
      throw error;
    } finally {
      this.#pending.clear();
      if (values) this.#delete(values);
    }
  }

  /** A session that holds these values; without devices where they stand in its way. */
  #open(values: readonly number[]): number {
    try {
      return this.#openWith(this.#devices, values);
    } catch (error) {
      if (this.#devices.every((device) => device === null)) throw error;
      const session = this.#openWith([], values);
      this.#tell(notTaken(this.#devices, messageOf(error)));
      this.#devices = [];
      return session;
    }
  }

  #openWith(devices: readonly (string | null)[], values: readonly number[]): number {
    const { binding } = this.#backend;
    const constants = this.#usedConstants();
    const session = loadGraph(binding, this.#graph(constants, devices));
    try {
      this.#write(session, this.#variables, values, VARIABLES_WRITTEN);
      const fed = constants.map(({ shape, dtype, values }) =>
        binding.createTensor(shape, dtype, values),
      );
      this.#write(session, constants, fed, CONSTANTS_WRITTEN);
      for (const id of fed) binding.deleteTensor(id);
      return session;
    } catch (error) {
      binding.deleteSavedModel(session);
      throw error;
    }
  }

  #usedConstants(): StoredConstant[] {
    const nodes = [...this.#variants.values()].flatMap((variant) => variant.nodes);
    const used = new Set(nodes.flatMap(({ inputs }) => inputs));
    return this.#constants.stored().filter(({ handle }) => used.has(valueOf(handle)));
  }

  #graph(constants: readonly StoredConstant[], devices: readonly (string | null)[]): GraphNode[] {
    const { TF_INT32 } = this.#backend.binding;
    const handles = (resources: readonly Resource[]): string[] =>
      resources.map(({ handle }) => handle);
    const nodes = [
      ...[...this.#variables, ...constants].flatMap(resourceNodes),
      writtenNode(VARIABLES_WRITTEN, TF_INT32, handles(this.#variables)),
      writtenNode(CONSTANTS_WRITTEN, TF_INT32, handles(constants)),
      ...this.#constants.embedded(),
      ...[...this.#variants.values()].flatMap((variant) => variant.nodes),
    ];
    if (devices.every((device) => device === null)) return nodes;
    return placeOnDevices(nodes, {
      groupOf: (handle) => this.#groups.get(handle) ?? null,
      deviceOf: (group) => devices[group] ?? null,
    });
  }

  #call(
    session: number,
    ids: readonly number[],
    inputs: string[],
    outputs: string[],
  ): NativeTensor[] {
    // Short: tfjs-node's binding copies the whole list once for each name in it, and frees none of the copies.
    return this.#backend.binding.runSavedModel(
      session,
      [...ids],
      inputs.join(','),
      outputs.join(','),
    );
  }

  #delete(tensors: readonly NativeTensor[]): void {
    for (const { id } of tensors) this.#backend.binding.deleteTensor(id);
  }
}

/** Why the devices are left out, as a sentence. */
function notTaken(devices: readonly (string | null)[], reason: string): string {
  const there = /available devices are \[([^\]]*)\]/.exec(reason)?.[1]?.toLowerCase() ?? null;
  const names = [...new Set(devices.flatMap((device) => device ?? []))];
  const missing = there === null ? [] : names.filter((name) => !there.includes(`device:${name}`));
  const why = missing.length > 0 ? `this machine has no ${missing.join(' and no ')}` : reason;
  return `The modules compute where TensorFlow puts them, not each on its own device: ${why}.`;
}

/** Loads a graph into a session of its own, through a file that is gone afterwards. */
function loadGraph(binding: Binding, nodes: readonly GraphNode[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'dni-workbench-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes, TAG));
    return binding.loadSavedModel(folder, TAG);
  } catch (error) {
    throw traceError(`TensorFlow does not take its graph (${messageOf(error)})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
