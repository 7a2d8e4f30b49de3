import { escapeHtml } from './escape-html';

/** Addresses and numbers of arXiv in escaped text. A full stop or a bracket at the end belongs to the sentence. */
const address = /https?:\/\/[^\s<>&]*[^\s<>&.,;:)\]]|arXiv:(\d{4}\.\d{4,5}(?:v\d+)?)/gi;

/** A citation whose address is a link. The page itself asks for nothing: only the reader follows it. */
export function renderCitation(text: string): string {
  return escapeHtml(text).replace(
    address,
    (found: string, paper?: string) =>
      `<a href="${paper === undefined ? found : `https://arxiv.org/abs/${paper}`}" rel="noopener noreferrer">${found}</a>`,
  );
}
