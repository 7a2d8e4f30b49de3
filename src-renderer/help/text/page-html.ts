import { Marked, type Tokens } from 'marked';
import { sanitizeHtml } from '../../ui/markdown';
import { createSlugger, headingText } from './headings';
import { resolvePath, topicOfLink } from './topics';

/**
 * A page as HTML: headings one level lower, since the window has the first, with their slugs; links to topics with
 * `data-topic`; and in the place of a picture an empty element with its path and description, for a component.
 */
export function pageHtml(markdown: string, page: string): string {
  const slug = createSlugger();
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth, text }) {
        const level = Math.min(depth + 1, 6);
        return `<h${level} data-slug="${escapeAttribute(slug(headingText(text)))}">${this.parser.parseInline(tokens)}</h${level}>`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const topic = topicOfLink(href, page);
        return topic === null
          ? `<a href="${escapeAttribute(href)}">${inner}</a>`
          : `<a href="#" data-topic="${escapeAttribute(topic)}">${inner}</a>`;
      },
      paragraph({ tokens }) {
        const [only] = tokens;
        const inner = this.parser.parseInline(tokens);
        return tokens.length === 1 && only?.type === 'image' ? inner : `<p>${inner}</p>`;
      },
      image: (token: Tokens.Image) =>
        `<div data-picture="${escapeAttribute(resolvePath(token.href, page))}" data-alt="${escapeAttribute(token.text)}"></div>`,
    },
  });
  return sanitizeHtml(marked.parse(markdown, { async: false }));
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
