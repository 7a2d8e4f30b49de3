/** The pages of `resources/help` as files, for tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helpEntries } from '../../../src-renderer/help/entries';
import { splitSections } from '../../../src-renderer/help/text/headings';
import { topicOfFile } from '../../../src-renderer/help/text/topics';

const folder = fileURLToPath(new URL('../../../resources/help', import.meta.url));

export const readText = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** Every page and entry, by its topic. */
export function readHelp(): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replaceAll('\\', '/'));
  return new Map([
    ...files.map((file) => [topicOfFile(file), readText(file)] as const),
    ...helpEntries().map(({ topic, markdown }) => [topic, markdown] as const),
  ]);
}

/** Everything that Help can be opened with: pages, entries, and the headings in them. */
export function listTopics(): Set<string> {
  return new Set(
    [...readHelp()].flatMap(([topic, markdown]) => [
      topic,
      ...splitSections(markdown).map(({ slug }) => `${topic}#${slug}`),
    ]),
  );
}
