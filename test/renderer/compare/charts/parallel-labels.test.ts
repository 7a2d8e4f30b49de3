import { expect, it } from 'vitest';
import { fitText, thinLabels } from '../../../../src-renderer/compare/charts/parallel-labels';

it('leaves out labels that would cover others, and no tick', () => {
  const ticks = [0.5, 0.02, 0, 0.11, 0.1].map((height) => ({ height, label: String(height) }));
  expect(thinLabels(ticks, 0.1).map(({ label }) => label)).toEqual(['0', '', '0.1', '', '0.5']);
});

it('cuts a text to the width that it has', () => {
  const measure = (text: string): number => 10 * text.length;
  expect(fitText('rate', 40, measure)).toBe('rate');
  expect(fitText('learning rate', 60, measure)).toBe('learn…');
  expect(fitText('learning rate', 100, measure)).toBe('learning…');
  expect(fitText('rate', 5, measure)).toBe('…');
});
