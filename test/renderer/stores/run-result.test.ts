import { expect, it } from 'vitest';
import { qualifyFigure } from '../../../src-renderer/stores/run-result';

it('a figure says where its step is none that the run has trained', () => {
  const qualify = (step: number | null, parent: { runId: string; step: number } | null = null) =>
    qualifyFigure({ metric: 'test/error', step }, { parent });
  expect(qualify(0)).toBe('untrained');
  expect(qualify(null)).toBe('last');
  expect(qualify(300)).toBeNull();
  expect(qualify(300, { runId: 'p', step: 300 })).toBe('of its parent');
  expect(qualify(400, { runId: 'p', step: 300 })).toBeNull();
});
