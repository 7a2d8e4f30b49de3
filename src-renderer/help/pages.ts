/// <reference types="vite/client" />
import { helpEntries, type HelpEntry } from './entries';
import { readContents, type ContentsGroup } from './text/contents';
import { splitSections } from './text/headings';
import type { SearchablePage } from './text/search';
import { topicOfFile } from './text/topics';

/** A page of `resources/help`, or an entry that is generated from a catalogue. */
export interface HelpPage extends SearchablePage {
  /** The group of an entry, such as "Nodes"; pages have theirs in the contents. */
  group?: string;
}

const folder = '../../resources/help/';
const texts = import.meta.glob<string>('../../resources/help/**/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Those of the figures are left out: the window draws these itself. */
const pictures = import.meta.glob<string>('../../resources/help/images/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});

export const contents: readonly ContentsGroup[] = readContents(texts[`${folder}index.md`] ?? '');

const developmentTopics: ReadonlySet<string> = new Set(
  contents.find(({ title }) => title === 'Development')?.items.map(({ topic }) => topic),
);

function readPage(path: string, markdown: string): HelpPage {
  const topic = topicOfFile(path.slice(folder.length));
  const title = splitSections(markdown)[0]?.text ?? topic;
  return { topic, title, markdown, isForDevelopers: developmentTopics.has(topic) };
}

/** An entry as a page, which begins with its title. */
function asPage(entry: HelpEntry): HelpPage {
  return { ...entry, markdown: `# ${entry.title}\n\n${entry.markdown}` };
}

/** Every page and entry, by its topic. */
export const helpPages: ReadonlyMap<string, HelpPage> = new Map(
  [
    ...Object.entries(texts).map(([path, text]) => readPage(path, text)),
    ...helpEntries().map(asPage),
  ]
    .filter(({ topic }) => topic !== 'index')
    .map((page) => [page.topic, page]),
);

/** The generated entries by their groups, in the order in which they come. */
export const entryGroups: ReadonlyMap<string, readonly HelpPage[]> = groupEntries();

function groupEntries(): Map<string, HelpPage[]> {
  const groups = new Map<string, HelpPage[]>();
  for (const page of helpPages.values())
    if (page.group !== undefined) groups.set(page.group, [...(groups.get(page.group) ?? []), page]);
  return groups;
}

/** The address of a picture, from its path in `resources/help`. */
export function pictureAddress(path: string): string | undefined {
  return pictures[folder + path];
}

/** The titles of all topics, those of headings among them. */
export function listTitles(): Map<string, string> {
  const titles = new Map<string, string>();
  for (const { topic, title, markdown } of helpPages.values()) {
    titles.set(topic, title);
    for (const { slug, text } of splitSections(markdown)) titles.set(`${topic}#${slug}`, text);
  }
  return titles;
}
