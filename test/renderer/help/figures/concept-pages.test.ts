import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { helpEntries } from '../../../../src-renderer/help/entries';
import { figureContents } from '../../../../src-renderer/help/figures/figure-contents';
import { splitSections } from '../../../../src-renderer/help/text/headings';
import { splitTopic, topicOfLink } from '../../../../src-renderer/help/text/topics';

const help = fileURLToPath(new URL('../../../../resources/help', import.meta.url));
const pages = readdirSync(join(help, 'concepts')).map((file) => ({
  topic: `concepts/${file.replace(/\.md$/, '')}`,
  text: readFileSync(join(help, 'concepts', file), 'utf8'),
}));
const entries = new Set(helpEntries().map(({ topic }) => topic));

/** Figures that a page shows: `![what is seen](../images/figures/name.png)`. */
const figuresOf = (text: string): string[] =>
  [...text.matchAll(/!\[[^\]]*\]\(\.\.\/images\/figures\/([^)]+)\.png\)/g)].map(
    ([, name = '']) => name,
  );
const linksOf = (text: string): string[] =>
  [...text.matchAll(/(?<!!)\[[^\]]*\]\(([^)]+)\)/g)].map(([, href = '']) => href);

/** Whether a topic leads to an entry, or to a page and, if it names one, a heading of that page. */
function exists(topic: string): boolean {
  if (topic.includes(':')) return entries.has(topic);
  const [page, heading] = splitTopic(topic);
  const file = join(help, `${page}.md`);
  if (!existsSync(file)) return false;
  const slugs = splitSections(readFileSync(file, 'utf8')).map(({ slug }) => slug);
  return heading === undefined || slugs.includes(heading);
}

it('keeps each concept page to one screen', () => {
  const lengths = pages.map(({ topic, text }) => {
    const words = text.replace(/!\[[^\]]*\]\([^)]*\)/g, '').replace(/\]\([^)]*\)/g, ']');
    return { topic, words: words.trim().split(/\s+/).length };
  });
  expect(lengths.filter(({ words }) => words > 260 || words < 100)).toEqual([]);
});

it('shows exactly one figure on each concept page, which the window can draw', () => {
  const wrong = pages.filter(({ text }) => {
    const [figure, ...others] = figuresOf(text);
    return figure === undefined || others.length > 0 || !(figure in figureContents);
  });
  expect(wrong.map(({ topic }) => topic)).toEqual([]);
});

it('uses every figure that the window can draw', () => {
  const used = new Set(pages.flatMap(({ text }) => figuresOf(text)));
  expect(Object.keys(figureContents).filter((name) => !used.has(name))).toEqual([]);
});

it('names the section of the paper on each concept page, or says that it is not in the paper', () => {
  const silent = pages.filter(({ text }) => {
    const [, source = ''] = /^Paper: (.+)$/m.exec(text) ?? [];
    return !/section \d|appendix|not in the paper/.test(source);
  });
  expect(silent.map(({ topic }) => topic)).toEqual([]);
});

it('links to related pages and to entries, and only to what exists', () => {
  const dead = pages.flatMap(({ topic, text }) =>
    linksOf(text)
      .map((href) => topicOfLink(href, topic) ?? href)
      .filter((target) => !exists(target))
      .map((target) => `${topic} links to ${target}`),
  );
  expect(dead).toEqual([]);
  const unlinked = pages.filter(({ text }) => {
    const links = linksOf(text);
    return !links.some((href) => href.includes(':')) && links.length < 3;
  });
  expect(unlinked.map(({ topic }) => topic)).toEqual([]);
});

it('lists each concept page in the table of contents', () => {
  const index = readFileSync(join(help, 'index.md'), 'utf8');
  expect(pages.filter(({ topic }) => !index.includes(`(${topic}.md)`))).toEqual([]);
});
