import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/main/**/*.test.ts', 'test/renderer/**/*.test.ts'],
    // TensorFlow's addon can be loaded by only one thread of a process.
    pool: 'forks',
    // By default a core stays free, which on two cores leaves one worker.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
