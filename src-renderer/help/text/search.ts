import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import { splitSections } from './headings';
import { plainText } from './plain-text';
import { cutSnippet, markWords, type SnippetPart } from './snippet';

/** A page or an entry that can be found. */
export interface SearchablePage {
  topic: string;
  title: string;
  markdown: string;
  /** Whether its readers develop the program; others find it last. */
  isForDevelopers?: boolean;
}

export interface SearchHit {
  topic: string;
  /** The title of the page. */
  title: SnippetPart[];
  /** The heading below which the words stand; empty for the beginning of the page. */
  heading: SnippetPart[];
  snippet: SnippetPart[];
}

interface Section {
  topic: string;
  title: string;
  heading: string;
  text: string;
  isForDevelopers: boolean;
}

const maxHits = 40;
const maxHitsOfPage = 4;

/**
 * Full-text search over the sections of all pages: words in titles count more than in headings, and these more than in
 * the text.
 */
export class HelpSearch {
  #index = new MiniSearch<Section>({
    idField: 'topic',
    fields: ['title', 'heading', 'text'],
    storeFields: ['title', 'heading', 'text', 'isForDevelopers'],
    searchOptions: {
      boost: { title: 4, heading: 3 },
      boostDocument: (_topic, _word, stored) => (stored?.['isForDevelopers'] ? 0.25 : 1),
      // The last word may be unfinished.
      prefix: (word, at, words) => at === words.length - 1 && word.length > 1,
    },
  });

  add(page: SearchablePage): void {
    this.#index.addAll(sectionsOf(page));
  }

  /** The best sections first. What has all words, else all words but for a letter in five, else some of the words. */
  find(text: string): SearchHit[] {
    const ways: SearchOptions[] = [
      { combineWith: 'AND' },
      { combineWith: 'AND', fuzzy: (word) => (word.length > 4 ? 0.2 : false) },
      { combineWith: 'OR' },
    ];
    let found: SearchResult[] = [];
    for (const way of ways) if (found.length === 0) found = this.#index.search(text, way);
    const counts = new Map<string, number>();
    const hits: SearchHit[] = [];
    for (const result of found) {
      const page = String(result['title']);
      const count = counts.get(page) ?? 0;
      if (count === maxHitsOfPage) continue;
      counts.set(page, count + 1);
      const isPart = String(result.id).includes('#');
      hits.push({
        topic: String(result.id),
        title: markWords(page, result.terms),
        heading: isPart ? markWords(String(result['heading']), result.terms) : [],
        snippet: cutSnippet(String(result['text']), result.terms),
      });
      if (hits.length === maxHits) break;
    }
    return hits;
  }
}

function sectionsOf({
  topic,
  title,
  markdown,
  isForDevelopers = false,
}: SearchablePage): Section[] {
  const sections = splitSections(markdown);
  const [first] = sections;
  return sections.map((section) => ({
    topic: section === first ? topic : `${topic}#${section.slug}`,
    title,
    // The beginning of a page is found before a part of it by a word of its title.
    heading: section.text,
    text: plainText(section.markdown),
    isForDevelopers,
  }));
}
