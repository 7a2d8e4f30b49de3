import { HelpSearch, type SearchablePage, type SearchHit } from '../text/search';

/** The index of all pages, which is built when it is first needed, a page at a time: the window goes on meanwhile. */
class SearchIndex {
  isReady = $state(false);
  #search = new HelpSearch();
  #isLoading = false;

  async load(pages: Iterable<SearchablePage>): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    for (const page of pages) {
      this.#search.add(page);
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.isReady = true;
  }

  find(text: string): SearchHit[] {
    return this.#search.find(text);
  }
}

export const helpSearch = new SearchIndex();
