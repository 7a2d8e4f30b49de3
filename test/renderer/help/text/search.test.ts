import { expect, it } from 'vitest';
import { HelpSearch } from '../../../../src-renderer/help/text/search';
import type { SnippetPart } from '../../../../src-renderer/help/text/snippet';

const search = new HelpSearch();
search.add({
  topic: 'locking',
  title: 'Locking',
  markdown:
    '# Locking\n\nA module waits.\n\n## Update locking\n\nIt waits for the **loss** of `hidden1`.',
});
search.add({
  topic: 'setting:training.steps',
  title: 'Steps',
  markdown: '# Steps\n\nHow many steps a run trains. Locking is no matter here.',
});
search.add({
  topic: 'code-map',
  title: 'Map',
  markdown: '# Map\n\nWhere synthesizers live.',
  isForDevelopers: true,
});
search.add({ topic: 'm', title: 'M', markdown: '# M\n\nOf synthesizers and what they learn.' });

const topics = (text: string): string[] => search.find(text).map(({ topic }) => topic);
const textOf = (parts: SnippetPart[]): string =>
  parts.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('');

it('finds a title before a heading, and a heading before text', () => {
  expect(topics('locking')).toEqual([
    'locking',
    'locking#update-locking',
    'setting:training.steps',
  ]);
});

it('finds an unfinished word, a word with a wrong letter, and a part of an id', () => {
  expect(topics('hidd')).toEqual(['locking#update-locking']);
  expect(topics('syntesizers')).toContain('m');
  expect(topics('hidden1 waits')[0]).toBe('locking#update-locking');
});

it('finds what has all words before what has some of them', () => {
  expect(topics('waits loss')).toEqual(['locking#update-locking', 'locking']);
  expect(topics('waits xylophone')).toEqual(expect.arrayContaining(['locking']));
  expect(topics('xylophone')).toEqual([]);
});

it('leaves out the words that every question has, and knows words by their stems', () => {
  expect(topics('why does it wait for losses?')[0]).toBe('locking#update-locking');
  expect(topics('what is it')).toEqual(expect.arrayContaining(['locking#update-locking']));
});

it('marks other forms of a word as they stand in the text, and no other words', () => {
  const [hit] = search.find('training');
  expect(hit?.topic).toBe('setting:training.steps');
  expect(hit && textOf(hit.snippet)).toBe(
    'How many steps a run [trains]. Locking is no matter here.',
  );
});

it('finds what developers read last', () => {
  expect(topics('synthesizers')).toEqual(['m', 'code-map']);
});

it('marks the words in the title, the heading and what is around the first of them', () => {
  const hit = search.find('loss').find(({ topic }) => topic === 'locking#update-locking');
  expect(hit && [hit.title, hit.heading, hit.snippet].map(textOf)).toEqual([
    'Locking',
    'Update locking',
    'It waits for the [loss] of hidden1.',
  ]);
});

it('looks at the beginning of a long query only', () => {
  // Words behind the twelfth, and behind 200 characters, are not sought: all of these must be found at first.
  const waits = Array(12).fill('waits').join(' ');
  expect(topics(`${waits} synthesizers`)).toEqual(topics('waits'));
  expect(topics(`locking${' '.repeat(200)}synthesizers`)).toEqual(topics('locking'));
  expect(topics('x'.repeat(100_000))).toEqual([]);
});

it('looks for no wrong letters in a very long word', () => {
  const word = 'abcdefghijklmnopqrstuvwxyzabcdefgh';
  const other = new HelpSearch();
  other.add({ topic: 'w', title: 'W', markdown: `# W\n\n${word} and ${word.slice(0, 30)}.` });
  expect(other.find(`${word.slice(0, -1)}x`)).toEqual([]);
  expect(other.find(`${word.slice(0, 28)}xx`)).toHaveLength(1);
});
