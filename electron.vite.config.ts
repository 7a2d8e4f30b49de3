import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { dependencies } from './package.json' with { type: 'json' };

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const bundled = Object.keys(dependencies).filter(
  (name) => name !== 'sharp' && !name.startsWith('@tensorflow/'),
);
/** The licences of what is bundled, beside it: the package collects them. */
const license = { fileName: 'licenses.json' };

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20.19',
      // Everything in a few files, which start sooner and ship smaller than packages do, but for what
      // brings native code of its own.
      externalizeDeps: { exclude: bundled },
      license,
      rolldownOptions: {
        input: {
          index: here('src-main/app/index.ts'),
          worker: here('src-main/training/worker.ts'),
          'self-test-child': here('src-main/tensorflow/runtime/self-test-child.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is one CommonJS file that requires nothing but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: here('src-main/app/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    // Relative addresses, so that the same files serve app://workbench and http://127.0.0.1.
    base: './',
    plugins: [svelte({ configFile: false })],
    build: {
      outDir: here('out/renderer'),
      emptyOutDir: true,
      target: 'es2023',
      minify: true,
      // Read from this disk, not over a network.
      chunkSizeWarningLimit: Infinity,
      license,
      rolldownOptions: {
        input: here('src-renderer/index.html'),
        // A slow machine is no news to whoever waits for the window.
        checks: { pluginTimings: false },
        // Compiling all components of bits-ui, of which a few are used, takes a fifth of the build.
        experimental: { lazyBarrel: true },
      },
    },
  },
});
