import { expect, it } from 'vitest';
import { helpEntries } from '../../../../src-renderer/help/entries';
import { readContents } from '../../../../src-renderer/help/text/contents';
import { splitSections } from '../../../../src-renderer/help/text/headings';
import { HelpSearch } from '../../../../src-renderer/help/text/search';
import searchWords from '../../../../resources/help/search-words.json';
import { readHelp, readText } from '../read-help';

const contents = readContents(readText('index.md'));
const forDevelopers = new Set(
  contents.find(({ title }) => title === 'Development')?.items.map(({ topic }) => topic),
);
const entries = new Map(helpEntries().map((entry) => [entry.topic, entry.title]));

const search = new HelpSearch();
for (const [topic, text] of readHelp()) {
  if (topic === 'index') continue;
  const entry = entries.get(topic);
  const markdown = entry === undefined ? text : `# ${entry}\n\n${text}`;
  const title = entry ?? splitSections(markdown)[0]?.text ?? topic;
  search.add({ topic, title, markdown, isForDevelopers: forDevelopers.has(topic) });
}
const first = (query: string): string | undefined => search.find(query)[0]?.topic;

/** What readers type, and the topic that answers it. */
const answers: [query: string, topic: string][] = [
  ['what is a synthetic gradient', 'concepts/synthetic-gradient'],
  ['why is my run slow', 'speed'],
  ['slow', 'speed'],
  ['faster', 'speed'],
  ['is dni faster than backprop', 'speed'],
  ['what does cosine mean', 'metric:interface/cosine'],
  ['is the interface any good', 'concepts/interface-quality'],
  ['add data', 'own-data'],
  ['how do I use my own data', 'own-data'],
  ['import csv', 'own-data#1-import'],
  ['BPTT', 'concepts/cut'],
  ['truncated bptt', 'concepts/cut'],
  ['NaN', 'troubleshooting#the-loss-is-nan-or-the-run-diverges'],
  ['my loss is nan', 'troubleshooting#the-loss-is-nan-or-the-run-diverges'],
  ['diverges', 'troubleshooting#the-loss-is-nan-or-the-run-diverges'],
  ['why does my run diverge', 'troubleshooting#the-loss-is-nan-or-the-run-diverges'],
  ['learning rate', 'setting:optimizer.rate'],
  ['what is DNI', 'concepts/decoupled-interface'],
  ['what is locking', 'concepts/locking'],
  ['forward lock', 'concepts/locking'],
  ['unroll', 'concepts/unroll'],
  ['synthesizers', 'concepts/synthesizer'],
  ['what does the synthesizer learn', 'concepts/synthesizer-training'],
  ['confidence interval', 'concepts/seeds-and-intervals'],
  ['what is a seed', 'concepts/seeds-and-intervals'],
  ['where are my files', 'files-on-disk'],
  ['none', 'method:none'],
  ['lstm', 'node:lstm'],
  ['does dni help', 'concepts/study'],
  ['keyboard shortcuts', 'program-settings#keyboard'],
];

it.each(answers)('answers “%s”', (query, topic) => {
  expect(first(query)).toBe(topic);
});

it('has every word that a reader may type under a word of Help', () => {
  const unknown = Object.keys(searchWords.synonyms).filter((words) => first(words) === undefined);
  expect(unknown).toEqual([]);
});
