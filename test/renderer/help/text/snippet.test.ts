import { expect, it } from 'vitest';
import { cutSnippet, markWords } from '../../../../src-renderer/help/text/snippet';

const hits = (parts: { text: string; isHit: boolean }[]): string[] =>
  parts.filter(({ isHit }) => isHit).map(({ text }) => text);

it('marks every word from its beginning, whatever its case', () => {
  expect(markWords('Loss, losses and gloss', ['loss'])).toEqual([
    { text: 'Loss', isHit: true },
    { text: ', ', isHit: false },
    { text: 'loss', isHit: true },
    { text: 'es and gloss', isHit: false },
  ]);
});

it('takes signs of a word as they are', () => {
  expect(hits(markWords('a.b and axb', ['a.b']))).toEqual(['a.b']);
});

it('cuts a long text at words around the first hit, and says where it goes on', () => {
  const text = `${'before '.repeat(40)}needle${' after'.repeat(40)}`;
  const parts = cutSnippet(text, ['needle']);
  const shown = parts.map(({ text: part }) => part).join('');
  expect(hits(parts)).toEqual(['needle']);
  expect(shown).toMatch(/^… (before )+needle( after)+ …$/);
  expect(shown.length).toBeLessThan(200);
});

it('shows the beginning of a text without a hit', () => {
  expect(cutSnippet('Short.', ['none'])).toEqual([{ text: 'Short.', isHit: false }]);
  expect(cutSnippet('Short.', [])).toEqual([{ text: 'Short.', isHit: false }]);
});
