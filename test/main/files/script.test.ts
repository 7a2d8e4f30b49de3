import { expect, it } from 'vitest';
import { scriptArguments, scriptBeside } from '#files/script';

it('names the source beside a source, and the compiled file beside a compiled one', () => {
  expect(scriptBeside('file:///a/training/fork-port.ts', 'worker')).toBe('/a/training/worker.ts');
  expect(scriptBeside('file:///a/out/cli/chunk-1.js', 'worker')).toBe('/a/out/cli/worker.js');
});

it('runs TypeScript through tsx, and JavaScript as it is', () => {
  expect(scriptArguments('/a/worker.js')).toEqual([]);
  const [option, loader] = scriptArguments(new URL(import.meta.url).pathname);
  expect(option).toBe('--import');
  expect(loader).toMatch(/^file:.*\/tsx\/.*\.mjs$/);
});
