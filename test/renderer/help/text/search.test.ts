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
  expect(topics('hidden1 waits')).toEqual(['locking#update-locking']);
});

it('finds what has some of the words only where nothing has all', () => {
  expect(topics('waits loss')).toEqual(['locking#update-locking']);
  expect(topics('waits xylophone')).toEqual(expect.arrayContaining(['locking']));
  expect(topics('xylophone')).toEqual([]);
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
