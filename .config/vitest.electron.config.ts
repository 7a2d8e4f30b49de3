import { defineConfig } from 'vitest/config';
import endToEnd from './vitest.e2e.config.ts';

/** The story of the canvas: the end-to-end tests that show the same in the window of Electron as in a browser. */
const ofCanvas = [
  'graph-surgery',
  'keyboard-build',
  'model-documents',
  'truth-before-a-run',
  'alive',
].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  test: {
    ...endToEnd.test,
    isolate: true,
    include: ['test/electron/**/*.test.ts', ...ofCanvas],
    globalSetup: 'test/electron/setup.ts',
  },
});
