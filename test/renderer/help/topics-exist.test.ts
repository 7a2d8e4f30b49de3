import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lexer, walkTokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { readContents } from '../../../src-renderer/help/text/contents';
import { topicOfLink } from '../../../src-renderer/help/text/topics';
import { listTopics, readHelp, readText } from './read-help';

const topics = listTopics();
const pages = readHelp();
const window = fileURLToPath(new URL('../../../src-renderer', import.meta.url));

function linksOf(markdown: string): string[] {
  const links: string[] = [];
  walkTokens(Lexer.lex(markdown), (token) => {
    if (token.type === 'link') links.push(String(token['href']));
  });
  return links;
}

/** The topics that the window names in its source: of marks and elements, of what opens Help, and in lists of topics. */
function topicsInSource(): { file: string; topic: string }[] {
  const uses = [
    /<(?:HelpMark|Section)\b[^>]*?\btopic="([^"{]+)"/g,
    /\bdata-help="([^"{]+)"/g,
    /\bopenHelp\('([^']+)'\)/g,
  ];
  const lists = /Topics(?:: [^=]+)? = \{([^}]*)\}/g;
  return readdirSync(window, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts)$/.test(name))
    .flatMap((file) => {
      const source = readFileSync(join(window, file), 'utf8');
      const listed = [...source.matchAll(lists)].flatMap(([, list = '']) =>
        [...list.matchAll(/: '([^']+)'/g)].map(([, topic = '']) => topic),
      );
      const used = uses.flatMap((use) => [...source.matchAll(use)].map(([, topic = '']) => topic));
      return [...used, ...listed].map((topic) => ({ file, topic }));
    });
}

describe('every topic that is named exists', () => {
  it('in the links of pages and entries, with their headings', () => {
    const missing = [...pages].flatMap(([from, markdown]) =>
      linksOf(markdown)
        .map((href) => ({ from, href, topic: topicOfLink(href, from) }))
        .filter(({ topic }) => topic !== null && !topics.has(topic)),
    );
    expect(missing).toEqual([]);
  });

  it('in the source of the window', () => {
    const used = topicsInSource();
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter(({ topic }) => !topics.has(topic))).toEqual([]);
  });
});

describe('the contents', () => {
  const groups = readContents(readText('index.md'));
  const listed = groups.flatMap(({ items }) => items.map(({ topic }) => topic));

  it('list every page once, with a description', () => {
    const files = [...pages.keys()].filter((topic) => topic !== 'index' && !topic.includes(':'));
    expect([...listed].sort()).toEqual(files.sort());
    expect(groups.flatMap(({ items }) => items.filter(({ about }) => about === ''))).toEqual([]);
  });

  it('begin with what a newcomer needs, and end with what developers read', () => {
    expect(groups[0]?.title).toBe('Start here');
    expect(groups.at(-1)?.title).toBe('Development');
    expect(groups.at(-1)?.items.map(({ topic }) => topic)).toContain('code-map');
  });
});
