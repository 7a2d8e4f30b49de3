/**
 * The WebAssembly backend of tfjs, for machines without TensorFlow: tens of times faster than the one in JavaScript.
 * tfjs made it for inference; what training needs beside it is in `wasm-kernels.ts`, `wasm-convolution.ts` and
 * `wasm-pooling.ts`.
 *
 * It computes with SIMD and on one thread: tfjs starts no threads in Node, and its threaded build of 4.22.0 gives them no
 * work where they are started by hand (its `getThreadsCount` stays 1).
 */
import { createRequire } from 'node:module';
import { WorkbenchError } from '#spec/errors';
import { tf } from './tf';
import { registerConvolutionGradients } from './wasm-convolution';
import { registerTrainingKernels } from './wasm-kernels';
import { registerPoolingGradient } from './wasm-pooling';

let registered = false;

/** Makes the WebAssembly backend of tfjs the current one. Calling it again is harmless. Throws if it does not start. */
export async function loadWasmBackend(): Promise<void> {
  if (!registered) {
    const requireHere = createRequire(import.meta.url);
    // The `tfjs` package registers what tfjs-core lacks: the gradients and the backend in JavaScript.
    requireHere('@tensorflow/tfjs');
    requireHere('@tensorflow/tfjs-backend-wasm');
    registerTrainingKernels();
    registerConvolutionGradients();
    registerPoolingGradient();
    registered = true;
  }
  if (!(await withoutNewListeners(() => tf.setBackend('wasm'))))
    throw new Error('tfjs could not start its WebAssembly backend.');
  checkAllocations((tf.backend() as unknown as { wasm: WasmModule }).wasm);
}

interface WasmModule {
  /** Returns the address of so many bytes, or 0 where the memory is used up. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const checkedModules = new WeakSet<WasmModule>();

/** Makes an allocation that fails throw: tfjs writes to the address 0 then, over other tensors. */
function checkAllocations(module: WasmModule): void {
  if (checkedModules.has(module)) return;
  checkedModules.add(module);
  // The first call puts the function of the module in the place of one that looks it up.
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address !== 0 || bytes === 0) return address;
    throw new WorkbenchError(
      'unavailable',
      'The model and its steps need more than the 4 GB of memory that WebAssembly has: lower the batch, the unroll or the sizes of the layers, or train on a machine with TensorFlow.',
    );
  };
}

/**
 * The module listens for uncaught errors of the whole process, and throws them again with its own source as their
 * text. Takes the listeners away that are added while `start` runs.
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Set(events.flatMap((event) => process.listeners(event as 'exit')));
  try {
    return await start();
  } finally {
    for (const event of events)
      for (const listener of process.listeners(event as 'exit'))
        if (!before.has(listener)) process.removeListener(event, listener);
  }
}
