/** What is said of tfjs's own backends, which compute where TensorFlow does not. */

interface FallbackDescription {
  /** For display, as `TensorRuntime.device`. */
  device: string;
  /** A sentence on the speed, as measured with `npm run bench -- fallback` (resources/help/platforms.md). */
  slowdown: string;
}

export const fallbackDescriptions: Readonly<Record<'wasm' | 'cpu', FallbackDescription>> = {
  wasm: {
    device: 'CPU, WebAssembly, 1 thread (slow)',
    slowdown: 'Without it tfjs computes in WebAssembly, 2 to 10 times slower.',
  },
  cpu: {
    device: 'CPU, JavaScript, 1 thread (very slow)',
    slowdown: 'Without it tfjs computes in JavaScript, 50 to 300 times slower.',
  },
};
