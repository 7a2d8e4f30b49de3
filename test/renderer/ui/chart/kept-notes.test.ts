import { expect, it } from 'vitest';
import { KeptNotes } from '../../../../src-renderer/ui/chart/kept-notes';

it('keeps the notes of curves that are let go, until they are loaded again', () => {
  const kept = new KeptNotes<string>();
  expect(kept.update('train/loss', false, () => ['of nothing'])).toEqual([]);
  expect(kept.update('train/loss', true, () => ['mean of 3'])).toEqual(['mean of 3']);
  expect(kept.update('train/loss', false, () => [])).toEqual(['mean of 3']);
  expect(kept.update('test/loss', false, () => [])).toEqual([]);
  expect(kept.update('train/loss', true, () => [])).toEqual([]);
  expect(kept.update('train/loss', false, () => ['of nothing'])).toEqual([]);
});
