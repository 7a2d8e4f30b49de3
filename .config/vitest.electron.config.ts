import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/electron/**/*.test.ts'],
    globalSetup: 'test/electron/setup.ts',
    pool: 'forks',
    // One window and one training at a time, so that two cores suffice.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
