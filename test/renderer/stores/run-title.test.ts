import { expect, it } from 'vitest';
import { callRun, tellRun } from '../../../src-renderer/stores/run-title';
import { makeImported } from '../../main/analysis/make-imported';
import { makeRun } from '../runs/table/make-run';

it('names the method and the seed of a run, and what it is called', () => {
  const run = makeRun({ name: 'Recall', method: 'dni', seed: 2 });
  expect(tellRun(run)).toBe('DNI, seed 2');
  expect(callRun(run)).toBe("DNI, seed 2 of 'Recall'");
});

it('names what is known of an imported run', () => {
  expect(tellRun(makeImported('a'))).toBe('imported');
  expect(callRun(makeImported('a', { method: 'dni', seed: 3 }))).toBe("DNI, seed 3 of 'a'");
});
