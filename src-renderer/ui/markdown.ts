import DOMPurify from 'dompurify';
import { marked } from 'marked';

/**
 * Markdown of the user, or of a project from elsewhere, as HTML that can do nothing: no scripts, no styles, no forms, and
 * no pictures, which would call another machine.
 */
export function renderMarkdown(text: string): string {
  return sanitizeHtml(marked.parse(text, { async: false, gfm: true, breaks: true }));
}

/** HTML without anything that acts, loads or changes how the window looks. Attributes `data-…` stay. */
export function sanitizeHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      'img',
      'style',
      'form',
      'input',
      'button',
      'textarea',
      'select',
      'video',
      'audio',
    ],
    FORBID_ATTR: ['style', 'class', 'id', 'target'],
  });
}
