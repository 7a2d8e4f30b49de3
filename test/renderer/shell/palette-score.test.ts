import { expect, it } from 'vitest';
import { scoreLabel } from '../../../src-renderer/shell/palette-score';

const rank = (search: string, labels: string[]) =>
  labels
    .map((label) => ({ label, score: scoreLabel(label, search) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ label }) => label);

it('finds titles that begin with the text first, then those with a word that does', () => {
  expect(rank('recall', ['Total recalled', 'Precalled', 'Recall, DNI over 4 ticks'])).toEqual([
    'Recall, DNI over 4 ticks',
    'Total recalled',
    'Precalled',
  ]);
});

it('finds no title in which the letters are scattered', () => {
  expect(scoreLabel('Repeat copy, DNI and auxiliary task, all', 'recall')).toBe(0);
  expect(scoreLabel('Spirals, 3 layers, cDNI', 'recall')).toBe(0);
});

it('finds several words in any order, after those that stand together', () => {
  expect(rank('dni recall', ['Recall, DNI over 4 ticks', 'Recall', 'Does DNI recall?'])).toEqual([
    'Does DNI recall?',
    'Recall, DNI over 4 ticks',
  ]);
});

it('finds everything while nothing is typed', () => {
  expect(scoreLabel('Settings', ' ')).toBe(1);
});
