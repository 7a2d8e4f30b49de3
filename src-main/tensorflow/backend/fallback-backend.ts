/** The backend for machines without TensorFlow: tfjs in WebAssembly, or in JavaScript where that does not start. */
import { loadCpuBackend } from './cpu-backend';
import { loadWasmBackend } from './wasm-backend';

/** Makes it the current backend, and resolves to its name. Calling it again is harmless. */
export async function loadFallbackBackend(): Promise<'wasm' | 'cpu'> {
  try {
    await loadWasmBackend();
    return 'wasm';
  } catch {
    await loadCpuBackend();
    return 'cpu';
  }
}
