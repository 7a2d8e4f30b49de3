/** Records one run of a step at tfjs-node's binding. */
import type { Constants } from './constants';
import type { GraphNode } from './graph';
import { bindingWith, copyOf, type Binding, type NodeBackend } from '../backend/node-backend';
import { inferShape, zerosOf } from './shape-inference';
import { Tracer, traceError, type ProgramVariable } from './tracer';
import { optimizeGraph } from './passes/optimize';
import { tf, type Tensor, type Variable } from '../backend/tf';
import { threadsPerPart } from '../backend/threads';

export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Pure: the same inputs and variables give the same outputs and assignments (`tf.Variable.assign`). What it
 * makes beside its outputs is freed for it.
 */
export type StepFunction = (inputs: Tensors) => Tensors;

/** A step as graph nodes, to be named in a run: each is the name of a node. */
export interface TracedGraph {
  nodes: GraphNode[];
  inputs: ReadonlyMap<string, string>;
  outputs: ReadonlyMap<string, string>;
  /** Has run when every variable is written. */
  done: string;
}

/** tfjs functions that draw on the host: their numbers would be the same in every step. */
const HOST_RANDOM = [
  'rand',
  'randomGamma',
  'randomNormal',
  'randomStandardNormal',
  'randomUniform',
  'randomUniformInt',
  'truncatedNormal',
  'dropout',
];

let active: Tracer | null = null;

/** The recorder of the step that runs right now, if one is recorded. */
export function activeTracer(): Tracer | null {
  return active;
}

/**
 * Runs `step` once on `examples` and writes down what it does. Its numbers are not looked at, so that matrix
 * products and convolutions, which take most of the time, are not computed: zeros stand for them. Every variable is
 * as it was afterwards, and no tensor is left. `parts`: how many parts of it need not wait for each other. Throws a
 * refusal that names what cannot be recorded, or what the step throws.
 */
export function trace(
  backend: NodeBackend,
  prefix: string,
  variables: readonly ProgramVariable[],
  constants: Constants,
  step: StepFunction,
  examples: Tensors,
  parts: number,
): TracedGraph {
  if (active) throw traceError('another step is being recorded');
  const { binding } = backend;
  const recorder = new Tracer(backend, prefix, constants);
  const before = snapshotVariables(variables.map(({ variable }) => variable));
  let recording: TracedGraph | null = null;
  try {
    tf.tidy(() => {
      for (const { variable } of variables) ensureOwnBuffer(backend, variable);
      for (const variable of variables) recorder.variable(variable);
      const own = new Set(variables.map(({ variable }) => variable));
      for (const variable of registeredVariables())
        if (!own.has(variable)) recorder.uncaptured(variable);
      const copies = mapValues(examples, (tensor) => copyOf(backend, binding, tensor));
      const inputs = mapEntries(copies, (tensor) => recorder.input(tensor));

      const stop = intercept(backend, recorder);
      try {
        const results = step(copies);
        if (results instanceof Promise) throw recorder.fail('it is asynchronous');
        const outputs = mapEntries(results, (tensor) => recorder.output(tensor));
        before.check(recorder);
        const done = recorder.finish();
        // Inputs that nothing reads stay too: they are fed all the same.
        const roots = [...inputs.values(), ...outputs.values(), done];
        const nodes = optimizeGraph(recorder.nodes, roots, {
          constants,
          shapeOf: (output) => recorder.shapeOf(output),
          onCpu: !backend.isUsingGpuDevice,
          threads: threadsPerPart(parts),
        });
        recording = { nodes, inputs, outputs, done };
      } finally {
        stop();
      }
    });
  } finally {
    before.restore();
  }
  if (recorder.error) throw recorder.error;
  if (!recording) throw new Error('nothing was recorded');
  return recording;
}

/** Keeps what every variable holds, to look later which ones have changed and to give it back. */
function snapshotVariables(own: readonly Variable[]): {
  check(recorder: Tracer): void;
  restore(): void;
} {
  const before = new Map(
    [...new Set([...own, ...registeredVariables()])].map((variable) => [
      variable,
      tf.keep(tf.clone(variable)),
    ]),
  );
  const made = (): Variable[] => registeredVariables().filter((variable) => !before.has(variable));
  return {
    check(recorder) {
      const [first] = made();
      if (first) throw recorder.fail(`it makes a variable, '${first.name}'`);
      for (const [variable, { dataId }] of before)
        if (!own.includes(variable) && variable.dataId !== dataId)
          throw recorder.fail(`it assigns the variable '${variable.name}', which is not its own`);
    },
    restore() {
      for (const variable of made()) variable.dispose();
      for (const [variable, value] of before) {
        if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
        value.dispose();
      }
    },
  };
}

/** Gives a variable a tensor of its own: two may hold the same one, or one that is also an input. */
function ensureOwnBuffer(backend: NodeBackend, variable: Variable): void {
  const copy = copyOf(backend, backend.binding, variable);
  variable.assign(copy);
  copy.dispose();
}

function registeredVariables(): Variable[] {
  return Object.values(tf.engine().registeredVariables);
}

/** Puts the recorder between tfjs and the binding. Returns what takes it out again. */
function intercept(backend: NodeBackend, recorder: Tracer): () => void {
  const { binding } = backend;
  const inner = tracingBinding(backend, binding, recorder);
  const functions = tf as unknown as Record<string, unknown>;
  const drawing = HOST_RANDOM.map((name) => [name, functions[name]] as const);
  for (const [name] of drawing)
    functions[name] = () => {
      throw recorder.fail(
        `tf.${name} draws random numbers that would be the same in every step (statelessUniform takes its seed as a tensor)`,
      );
    };
  backend.binding = inner;
  backend.read = () => {
    // The refusal is thrown when the step is over: nobody need look at this promise.
    recorder.failOnRead(null, currentFunction());
    return new Promise(() => undefined);
  };
  active = recorder;
  return () => {
    active = null;
    backend.binding = binding;
    Reflect.deleteProperty(backend, 'read');
    for (const [name, value] of drawing) functions[name] = value;
  };
}

/** A binding that computes as `binding` does and tells the recorder. */
function tracingBinding(backend: NodeBackend, binding: Binding, recorder: Tracer): Binding {
  const refused = (what: string) => () => {
    throw recorder.fail(`it ${what}`);
  };
  const instead: Partial<Binding> = {
    createTensor(shape, dtype, values) {
      if (!ArrayBuffer.isView(values)) throw recorder.fail('it makes a tensor of strings');
      const id = binding.createTensor(shape, dtype, values);
      recorder.constant(id, shape, dtype, values);
      return id;
    },
    executeOp(name, attributes, inputs, outputs) {
      const noteDown = recorder.op(name, attributes, inputs, outputs);
      const shape = inferShape(binding, name, attributes, inputs, {
        shapeOf: (id) => recorder.shapeOfId(id),
        valuesOf: (id) => recorder.integersOf(id),
      });
      const results = shape
        ? [zerosOf(backend, binding, shape)]
        : binding.executeOp(name, attributes, inputs, outputs);
      noteDown(results);
      return results;
    },
    tensorDataSync(id) {
      throw recorder.failOnRead(id, currentFunction());
    },
    loadSavedModel: refused('loads a saved model'),
    runSavedModel: refused('runs a saved model or another compiled step'),
  };
  return bindingWith(binding, instead);
}

/** The tfjs function that runs right now. */
function currentFunction(): string | null {
  const scope = tf.engine().state.activeScope as { name?: string } | null;
  return /^(.+)__op$/.exec(scope?.name ?? '')?.[1] ?? null;
}

function mapValues(tensors: Tensors, f: (tensor: Tensor) => Tensor): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, f(tensor)]));
}

function mapEntries(tensors: Tensors, f: (tensor: Tensor) => string): Map<string, string> {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, f(tensor)]));
}
