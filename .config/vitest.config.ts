import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/main/**/*.test.ts', 'test/renderer/**/*.test.ts'],
    // TensorFlow's addon can be loaded by only one thread of a process.
    pool: 'forks',
    // By default a core stays free, which on two cores leaves one worker.
    maxWorkers: '100%',
    // Limits for a busy machine, on which a program that is started takes many seconds; they measure nothing.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
