/** Turns a step function into a graph by running it once and tracing its calls to the native binding. */
import type { Precision } from '#spec/training';
import type { ColumnPieces } from './column-pieces';
import type { ConstantPool } from './constant-pool';
import { nodeNameOf, prune, type GraphNode } from './graph';
import { activeTracer, interceptBinding } from './intercept-binding';
import { copyGraph } from './copies/copy-graph';
import { choosePieces } from './passes/choose-pieces';
import { arrangeProducts, simplifyGraph } from './passes/optimize';
import type { PassContext } from './passes/pass-context';
import { TraceError } from './trace-error';
import type { ProgramVariable } from './traced-variable';
import { Tracer } from './tracer';
import { ensureOwnBuffer, VariableSnapshot } from './variable-snapshot';
import { hasElementwiseOp } from '../backend/elementwise';
import { copyTensor, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor } from '../backend/tf';
import { threadsPerPart } from '../backend/threads';

export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * A pure function: the same inputs and variables give the same outputs and assignments
 * (`tf.Variable.assign`). Tensors that it makes besides its outputs are disposed for it.
 */
export type StepFunction = (inputs: Tensors) => Tensors;

/** Copies of a step that run as one: each with its own inputs and variables. */
export interface StepCopies {
  count: number;
  /** The resource of a copy in the place of that of the first one; null for what all copies share. */
  handleOf(handle: string, copy: number): string | null;
  /** See `copyGraph`. */
  mostStackedElements: number;
}

/** A step as graph nodes, and the names of the nodes to feed and to fetch in a run. */
export interface TracedGraph {
  nodes: GraphNode[];
  /** The node to feed, by the name of the input. */
  inputs: ReadonlyMap<string, string>;
  /** The node to fetch, by the name of the output. */
  outputs: ReadonlyMap<string, string>;
  /** A node that runs after every variable is written. */
  done: string;
  /** The variables that it takes and writes in pieces of their columns. */
  pieces: ColumnPieces;
}

interface TraceOptions {
  backend: NodeBackend;
  /** The names of the nodes start with it: different for each step of a program. */
  namePrefix: string;
  /** The variables that the step may read and assign. */
  variables: readonly ProgramVariable[];
  /** Receives the constants of the step. */
  constants: ConstantPool;
  /** In how many pieces the variables are stored that steps before it write. */
  stored: ReadonlyMap<string, number>;
  /** How many parts of the step run independently of each other and share the threads. */
  parallelParts: number;
  /** What the factors of matrix products are rounded to. */
  precision: Precision;
  /** With copies, the graph takes and returns tensors with an axis of the copies before their own axes. */
  copies?: StepCopies;
}

/**
 * Runs `step` once on tensors like `examples` and returns what it computes as an optimised graph. The values
 * do not matter, so matrix products and convolutions, which take most of the time, are not computed: zeros
 * stand in for their results. Afterwards every variable holds what it held before, and no new tensor is
 * left. Throws a TraceError that names what cannot be compiled, or the error of the step.
 */
export function trace(step: StepFunction, examples: Tensors, options: TraceOptions): TracedGraph {
  if (activeTracer()) throw new TraceError('another step is being recorded');
  const { backend, namePrefix, variables, constants } = options;
  const tracer = new Tracer(backend, namePrefix, constants);
  const snapshot = new VariableSnapshot(variables.map(({ variable }) => variable));
  let graph: TracedGraph | null = null;
  try {
    tf.tidy(() => {
      for (const { variable } of variables) ensureOwnBuffer(backend, variable);
      for (const variable of variables) tracer.captureVariable(variable);
      for (const variable of snapshot.uncaptured()) tracer.markUncaptured(variable);
      const traced = traceStep(step, examples, tracer, snapshot, options);
      graph = { ...traced, nodes: withPrefix(traced.nodes, `${namePrefix}/`) };
    });
  } finally {
    snapshot.restore();
  }
  if (tracer.error) throw tracer.error;
  if (!graph) throw new Error('the trace returned no graph');
  return graph;
}

/** Gives the nodes that passes have named after a constant, which other steps use as well, names of this step. */
function withPrefix(nodes: readonly GraphNode[], prefix: string): GraphNode[] {
  const shared = new Set(nodes.map(({ name }) => name).filter((name) => !name.startsWith(prefix)));
  if (shared.size === 0) return [...nodes];
  const own = (output: string): string =>
    shared.has(nodeNameOf(output)) ? prefix + output : output;
  return nodes.map((node) => ({
    ...node,
    name: own(node.name),
    inputs: node.inputs.map(own),
    controlInputs: node.controlInputs?.map(own),
  }));
}

/** Runs the step while `tracer` receives its calls to the binding, and optimises the graph. */
function traceStep(
  step: StepFunction,
  examples: Tensors,
  tracer: Tracer,
  snapshot: VariableSnapshot,
  { backend, constants, stored, parallelParts, precision, copies }: TraceOptions,
): TracedGraph {
  const { binding } = backend;
  const canFuse = !backend.isUsingGpuDevice && hasElementwiseOp(backend);
  // Copies, since an example may be the tensor that a variable holds.
  const inputTensors = Object.fromEntries(
    Object.entries(examples).map(([name, example]) => [
      name,
      copyTensor(backend, binding, example),
    ]),
  );
  const inputs = mapToNames(inputTensors, (tensor) => tracer.addInput(tensor));
  const stopIntercepting = interceptBinding(backend, tracer);
  try {
    const results = step(inputTensors);
    if (results instanceof Promise) throw tracer.recordError('it is asynchronous');
    const outputs = mapToNames(results, (tensor) => tracer.addOutput(tensor));
    const reason = snapshot.unsupportedReason();
    if (reason !== null) throw tracer.recordError(reason);
    const done = tracer.finish();
    // Inputs that nothing reads stay as well: a run feeds them all the same.
    const roots = [...inputs.values(), ...outputs.values(), done];
    const context = {
      constants,
      shapeOf: (output: string) => tracer.shapeOf(output),
      onCpu: !backend.isUsingGpuDevice,
      fusesElementwise: canFuse,
      parallelOps: threadsPerPart(parallelParts * (copies?.count ?? 1)),
      precision,
    };
    const simplified = {
      nodes: simplifyGraph(tracer.nodes, roots, context),
      inputs,
      outputs,
      done,
    };
    if (copies) return copyStep(simplified, copies, tracer, context);
    const pieces = choosePieces(simplified.nodes, context, stored);
    const arranged = arrangeProducts(simplified.nodes, roots, context, pieces);
    return { ...simplified, nodes: arranged, pieces };
  } finally {
    stopIntercepting();
  }
}

/** The step of all copies. */
function copyStep(
  { nodes, inputs, outputs, done }: Omit<TracedGraph, 'pieces'>,
  { count, ...options }: StepCopies,
  tracer: Tracer,
  context: PassContext,
): TracedGraph {
  const copied = copyGraph(nodes, {
    copies: count,
    constants: context.constants,
    typeOf: (output) => tracer.typeOf(output),
    outputs: [...outputs.values()],
    ...options,
  });
  const stacked = new Map([...outputs].map(([name, output]) => [name, copied.stacked(output)]));
  const roots = [...inputs.values(), ...stacked.values(), done];
  const shapeOf = (output: string) => copied.shapeOf(output) ?? context.shapeOf(output);
  const arranged = arrangeProducts(prune(copied.nodes, roots), roots, { ...context, shapeOf });
  return { nodes: arranged, inputs, outputs: stacked, done, pieces: new Map() };
}

function mapToNames(tensors: Tensors, nameOf: (tensor: Tensor) => string): Map<string, string> {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, nameOf(tensor)]));
}
