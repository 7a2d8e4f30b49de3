import { topicOfFile } from './topics';

export interface ContentsItem {
  topic: string;
  title: string;
  /** What the page is about, in a few words. */
  about: string;
}

export interface ContentsGroup {
  title: string;
  items: ContentsItem[];
}

/** The groups of pages of `index.md`: its headings, and below each the list of links with a description. */
export function readContents(index: string): ContentsGroup[] {
  const groups: ContentsGroup[] = [];
  for (const line of index.split('\n')) {
    const title = /^## +(.+?)\s*$/.exec(line)?.[1];
    if (title !== undefined) groups.push({ title, items: [] });
    const [, name, file, about = ''] = /^- \[([^\]]+)\]\(([^)]+)\)(?:: (.*))?$/.exec(line) ?? [];
    if (name !== undefined && file !== undefined)
      groups.at(-1)?.items.push({ topic: topicOfFile(file), title: name, about });
  }
  return groups;
}
