import MiniSearch, { type Query, type SearchOptions, type SearchResult } from 'minisearch';
import { splitSections } from './headings';
import { plainText } from './plain-text';
import { readQuery, termsOf, wordsOf, type QueryWord } from './search-terms';
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
  weight: number;
}

/** What is looked at of a query: whoever pastes a page does not wait for it. */
const maxCharacters = 200;
const maxWords = 12;
/** Letters of a word that may have wrong ones; the search for these takes a time that grows with their number. */
const maxInexactLength = 30;

const maxHits = 40;
const maxHitsOfPage = 4;
/** Up to so many sections with all words are followed by what has some of them. */
const few = 3;

/** What a page counts beside the others: a concept is explained by its page before an entry or a long page names it. */
const weights = { concept: 2, page: 1, entry: 0.6, forDevelopers: 0.2 };
/** The beginning of a page comes before its parts, and what has the words as they were typed in its title before all. */
const extra = { beginning: 1.4, phrase: 5 };
/** What a word counts that was typed, its other forms, and another word for it. */
const boosts = { typed: 1, unfinished: 0.5, stem: 0.9, synonym: 0.9 };

/**
 * Full-text search over the sections of all pages: words in titles count more than in headings, and these more than in
 * the text.
 */
export class HelpSearch {
  #index = new MiniSearch<Section>({
    idField: 'topic',
    fields: ['title', 'heading', 'text'],
    storeFields: ['title', 'heading', 'text', 'weight'],
    tokenize: wordsOf,
    processTerm: termsOf,
    searchOptions: {
      boost: { title: 4, heading: 3 },
      // The words of a query come with their stems already.
      tokenize: (text) => [text],
      processTerm: (term) => term,
    },
  });

  add(page: SearchablePage): void {
    this.#index.addAll(sectionsOf(page));
  }

  /** The best sections first: what has all words, or all but for a letter in five, then what has some of them. */
  find(text: string): SearchHit[] {
    const counts = new Map<string, number>();
    const hits: SearchHit[] = [];
    for (const { id, terms, ...stored } of this.#findSections(text.slice(0, maxCharacters))) {
      const topic = String(id);
      const [title, heading, shown] = textsOf(stored);
      const count = counts.get(title) ?? 0;
      if (count === maxHitsOfPage) continue;
      counts.set(title, count + 1);
      const mark = (part: string): SnippetPart[] => markWords(part, wordsWith(terms, part));
      hits.push({
        topic,
        title: mark(title),
        heading: topic.includes('#') ? mark(heading) : [],
        snippet: cutSnippet(shown, wordsWith(terms, shown)),
      });
      if (hits.length === maxHits) break;
    }
    return hits;
  }

  #findSections(text: string): SearchResult[] {
    const words = readQuery(text).slice(0, maxWords);
    const phrase = wordsOf(text);
    const search = (combineWith: 'AND' | 'OR', match: typeof exactly): SearchResult[] =>
      this.#index.search(combine(combineWith, words.map(match)), {
        boostDocument: (_topic, _word, stored = {}) =>
          Number(stored['weight']) * (hasPhrase(stored, phrase) ? extra.phrase : 1),
      });
    const inAll = search('AND', exactly);
    const all = inAll.length > 0 ? inAll : search('AND', nearly);
    if (all.length > few || words.length === 1) return all;
    const known = new Set(all.map(({ id }) => String(id)));
    return [...all, ...search('OR', exactly).filter(({ id }) => !known.has(String(id)))];
  }
}

function textsOf(stored: Record<string, unknown>): [title: string, heading: string, text: string] {
  return [String(stored['title']), String(stored['heading']), String(stored['text'])];
}

/** Whether the title or the heading has several words in the order in which they were typed. */
function hasPhrase(stored: Record<string, unknown>, words: readonly string[]): boolean {
  const phrase = ` ${words.join(' ')} `;
  const [title, heading] = textsOf(stored);
  return (
    words.length > 1 &&
    [title, heading].some((text) => ` ${wordsOf(text).join(' ')} `.includes(phrase))
  );
}

const combine = (combineWith: 'AND' | 'OR', queries: Query[]): Query => ({ combineWith, queries });

/** One word of Help, in whatever form. */
function oneWord(word: string, boost: number, options: SearchOptions = {}): Query {
  const [typed = word, stem = word] = termsOf(word);
  return combine('OR', [
    { ...weighted(boost * boosts.typed), queries: [typed], ...options },
    { ...weighted(boost * boosts.stem), queries: [stem] },
  ]);
}

const weighted = (by: number): SearchOptions => ({ boostTerm: () => by });

/** A word that was typed, or all words of another name for it. The last one may be unfinished. */
function exactly({ word, synonyms }: QueryWord, at: number, all: readonly QueryWord[]): Query {
  const isLast = at === all.length - 1 && word.length > 1;
  return combine('OR', [
    oneWord(word, 1),
    ...(isLast ? [{ ...weighted(boosts.unfinished), queries: [word], prefix: true }] : []),
    ...synonyms.map((words) =>
      combine(
        'AND',
        words.map((each) => oneWord(each, boosts.synonym / words.length)),
      ),
    ),
  ]);
}

function nearly(word: QueryWord): Query {
  return word.word.length > 4 && word.word.length <= maxInexactLength
    ? oneWord(word.word, 1, { fuzzy: 0.2 })
    : combine('OR', [oneWord(word.word, 1)]);
}

/** The words of a text that are found by one of these terms of the index. */
function wordsWith(terms: readonly string[], text: string): string[] {
  return [...new Set(wordsOf(text))].filter((word) =>
    termsOf(word).some((term) => terms.includes(term)),
  );
}

function sectionsOf({ topic, title, markdown, isForDevelopers }: SearchablePage): Section[] {
  const sections = splitSections(markdown);
  const [first] = sections;
  const kind = topic.startsWith('concepts/') ? 'concept' : topic.includes(':') ? 'entry' : 'page';
  return sections.map((section) => ({
    topic: section === first ? topic : `${topic}#${section.slug}`,
    title,
    // The beginning of a page is found before a part of it by a word of its title.
    heading: section.text,
    text: plainText(section.markdown),
    weight:
      weights[isForDevelopers ? 'forDevelopers' : kind] * (section === first ? extra.beginning : 1),
  }));
}
