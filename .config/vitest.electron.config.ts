import { defineConfig } from 'vitest/config';
import endToEnd from './vitest.e2e.config.ts';

/** The story of the canvas and the first tour: end-to-end tests of the browser that hold in the window of Electron, too. */
const alsoInBrowser = [
  'graph-surgery',
  'keyboard-build',
  'model-documents',
  'truth-before-a-run',
  'alive',
  // In the package, it would show nothing that the others do not.
  ...(process.env['DNI_TEST_PACKAGE'] ? [] : ['tour']),
].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  test: {
    ...endToEnd.test,
    isolate: true,
    include: ['test/electron/**/*.test.ts', ...alsoInBrowser],
    globalSetup: 'test/electron/setup.ts',
  },
});
