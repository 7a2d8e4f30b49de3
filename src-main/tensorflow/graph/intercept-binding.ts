/** Passes the calls that tfjs makes to the native binding on to a tracer. */
import { createZeros, inferShape } from './shape-inference';
import type { Tracer } from './tracer';
import { overrideBinding, type Binding, type NodeBackend } from '../backend/node-backend';
import { tf } from '../backend/tf';

/** tfjs functions that draw random numbers in JavaScript: they would be the same in every step. */
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

/** The tracer that receives the calls to the binding right now; null where no step is being traced. */
export function activeTracer(): Tracer | null {
  return active;
}

/** Lets `tracer` receive all calls to the binding. Returns a function that ends this. */
export function interceptBinding(backend: NodeBackend, tracer: Tracer): () => void {
  const { binding } = backend;
  const restoreRandom = rejectHostRandom(tracer);
  backend.binding = tracingBinding(backend, binding, tracer);
  backend.read = () => {
    // The error is thrown once the step is over: nobody has to look at this promise.
    tracer.failOnRead(null, currentFunction());
    return new Promise(() => undefined);
  };
  active = tracer;
  return () => {
    active = null;
    backend.binding = binding;
    Reflect.deleteProperty(backend, 'read');
    restoreRandom();
  };
}

/** Lets the random functions of tfjs throw. Returns a function that puts the original ones back. */
function rejectHostRandom(tracer: Tracer): () => void {
  const functions = tf as unknown as Record<string, unknown>;
  const originals = HOST_RANDOM.map((name) => [name, functions[name]] as const);
  for (const name of HOST_RANDOM)
    functions[name] = () => {
      throw tracer.recordError(
        `tf.${name} draws random numbers that would be the same in every step (statelessUniform takes its seed as a tensor)`,
      );
    };
  return () => {
    for (const [name, original] of originals) functions[name] = original;
  };
}

/** A binding that computes like `binding` and passes each call to the tracer. */
function tracingBinding(backend: NodeBackend, binding: Binding, tracer: Tracer): Binding {
  const rejectCall = (what: string) => () => {
    throw tracer.recordError(`it ${what}`);
  };
  return overrideBinding(binding, {
    createTensor(shape, dtype, values) {
      if (!ArrayBuffer.isView(values)) throw tracer.recordError('it makes a tensor of strings');
      const id = binding.createTensor(shape, dtype, values);
      tracer.addConstant(id, shape, dtype, values);
      return id;
    },
    executeOp(name, attributes, inputs, outputs) {
      return tracer.traceOp(name, attributes, inputs, outputs, () => {
        // Matrix products and convolutions take most of the time, and a trace needs only their shapes.
        const shape = inferShape(binding, name, attributes, inputs, {
          shapeOf: (id) => tracer.shapeOfTensor(id),
          valuesOf: (id) => tracer.smallIntegersOf(id),
        });
        return shape
          ? [createZeros(backend, binding, shape)]
          : binding.executeOp(name, attributes, inputs, outputs);
      });
    },
    tensorDataSync(id) {
      throw tracer.failOnRead(id, currentFunction());
    },
    loadSavedModel: rejectCall('loads a saved model'),
    runSavedModel: rejectCall('runs a saved model or another compiled step'),
  });
}

/** The name of the tfjs function that is running. */
function currentFunction(): string | null {
  const scope = tf.engine().state.activeScope as { name?: string } | null;
  return /^(.+)__op$/.exec(scope?.name ?? '')?.[1] ?? null;
}
