export interface Heading {
  level: number;
  text: string;
  /** What a link to it has behind the `#`, as on GitHub. */
  slug: string;
}

/** A part of a page: what stands below one heading, up to the next. */
export interface PageSection extends Heading {
  markdown: string;
}

/** Makes the slugs of the headings of one page, in their order: a second "Models" is `models-1`. */
export function createSlugger(): (heading: string) => string {
  const counts = new Map<string, number>();
  return (heading) => {
    const base = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    return count === 0 ? base : `${base}-${count}`;
  };
}

/** A page by its headings. What stands above the first of them is left out. */
export function splitSections(markdown: string): PageSection[] {
  const sections: (Heading & { lines: string[] })[] = [];
  const slug = createSlugger();
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    if (mark !== undefined && (fence === null || fence === mark)) fence = fence ? null : mark;
    const [, signs = '', title = ''] =
      fence === null ? (/^(#{1,6}) +(.*?)\s*$/.exec(line) ?? []) : [];
    if (signs) {
      const text = headingText(title);
      sections.push({ level: signs.length, text, slug: slug(text), lines: [] });
    } else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ lines, ...heading }) => ({ ...heading, markdown: lines.join('\n') }));
}

/** The text of a heading without code marks, emphasis and links. */
export function headingText(title: string): string {
  return title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
}
