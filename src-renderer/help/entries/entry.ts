/** A page of help that is generated from the catalogues of `#spec`. */
export interface HelpEntry {
  /** Its id, such as `node:dense`. */
  topic: string;
  title: string;
  /** Under which heading the table of contents lists it. */
  group: string;
  markdown: string;
}

/** A part of an entry; parts that are missing are left out. */
export function paragraphs(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n');
}

/** A list of facts, such as `- **Default**: 256`; those without a value are left out. */
export function facts(entries: Readonly<Record<string, string | null | undefined>>): string {
  return Object.entries(entries)
    .filter(([, value]) => typeof value === 'string' && value !== '')
    .map(([name, value]) => `- **${name}**: ${value}`)
    .join('\n');
}

export function formula(text: string | undefined): string | null {
  return text === undefined ? null : ['```', ...text.split('; '), '```'].join('\n');
}

/** A list of explained names: what each is, and in italics the values it may have. */
export function nameList(
  items: readonly { name: string; about: string; values: string }[],
): string {
  return items.map(({ name, about, values }) => `- **${name}**: ${about} *${values}*`).join('\n');
}

/** A link to another topic of help: an entry, or a page. */
export function link(topic: string, text: string): string {
  return `[${text}](${topic.includes(':') ? topic : `${topic}.md`})`;
}
