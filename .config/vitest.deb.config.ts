import { defineConfig } from 'vitest/config';
import endToEnd from './vitest.e2e.config.ts';

export default defineConfig({
  test: { ...endToEnd.test, include: ['test/deb/**/*.test.ts'] },
});
