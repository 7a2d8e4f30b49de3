import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    pool: 'forks',
    // One browser and one training at a time, so that two cores suffice.
    fileParallelism: false,
    // One process imports the tools once for all files.
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Changes are on disk soon after they were made; on a busy machine that takes seconds.
    expect: { poll: { timeout: 45_000 } },
  },
});
