import { defineConfig } from 'vitest/config';
import endToEnd from './vitest.e2e.config.ts';

/** Clusters are real, one at a time: an idle Ray alone keeps a core busy. */
export default defineConfig({
  test: { ...endToEnd.test, include: ['test/elsewhere/**/*.test.ts'] },
});
