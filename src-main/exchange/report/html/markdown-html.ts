import { marked, type Token, type Tokens } from 'marked';
import { escapeHtml } from './escape-html';

/** Deepest heading of a page. */
const deepest = 6;

/**
 * Markdown of the user as HTML of a report. Only what is written here becomes an element: tags in the text are shown as
 * text, and pictures, which would call another machine, as their description. `level`: that of a heading `#`.
 */
export function renderMarkdown(text: string, level: number): string {
  try {
    return renderBlocks(marked.lexer(text, { gfm: true, breaks: true }), level);
  } catch {
    // Ten thousand quotations within each other exceed the stack.
    return `<pre tabindex="0">${escapeHtml(text)}</pre>\n`;
  }
}

function renderBlocks(tokens: readonly Token[], level: number): string {
  return tokens.map((token) => renderBlock(token as Tokens.Generic, level)).join('');
}

function renderBlock(token: Tokens.Generic, level: number): string {
  const tokens = token.tokens ?? [];
  switch (token.type) {
    case 'space':
    case 'def':
      return '';
    case 'heading': {
      const depth = Math.min(deepest, level + Number(token.depth) - 1);
      return `<h${depth}>${renderInline(tokens)}</h${depth}>\n`;
    }
    case 'paragraph':
      return `<p>${renderInline(tokens)}</p>\n`;
    case 'text':
      return token.tokens ? renderInline(tokens) : escapeHtml(token.text as string);
    case 'code':
      return `<pre tabindex="0"><code>${escapeHtml(token.text as string)}</code></pre>\n`;
    case 'blockquote':
      return `<blockquote>${renderBlocks(tokens, level)}</blockquote>\n`;
    case 'list':
      return renderList(token as Tokens.List, level);
    case 'table':
      return renderTable(token as Tokens.Table);
    case 'hr':
      return '<hr>\n';
    case 'checkbox':
      return '';
    default:
      return `<p>${escapeHtml(token.raw)}</p>\n`;
  }
}

function renderList({ ordered, items }: Tokens.List, level: number): string {
  const name = ordered ? 'ol' : 'ul';
  const lines = items.map(({ task, checked, tokens }) => {
    const box = task ? (checked ? '☑ ' : '☐ ') : '';
    return `<li>${box}${renderBlocks(tokens, level)}</li>`;
  });
  return `<${name}>${lines.join('')}</${name}>\n`;
}

function renderTable({ header, rows }: Tokens.Table): string {
  const line = (cells: readonly Tokens.TableCell[], name: 'th' | 'td'): string =>
    `<tr>${cells.map(({ tokens }) => `<${name}>${renderInline(tokens)}</${name}>`).join('')}</tr>`;
  const body = rows.map((cells) => line(cells, 'td')).join('');
  return `<table><thead>${line(header, 'th')}</thead><tbody>${body}</tbody></table>\n`;
}

const marks: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', del: 'del' };

function renderInline(tokens: readonly Token[]): string {
  return tokens
    .map((any) => {
      const token = any as Tokens.Generic;
      const mark = marks[token.type];
      if (mark) return `<${mark}>${renderInline(token.tokens ?? [])}</${mark}>`;
      switch (token.type) {
        case 'br':
          return '<br>';
        case 'codespan':
          return `<code>${escapeHtml(token.text as string)}</code>`;
        case 'link':
          return renderLink(String(token.href), renderInline(token.tokens ?? []));
        case 'image':
          return escapeHtml(String(token.text));
        case 'escape':
          return escapeHtml(String(token.text));
        case 'text':
          return token.tokens ? renderInline(token.tokens) : escapeHtml(String(token.text));
        default:
          return escapeHtml(token.raw);
      }
    })
    .join('');
}

/** A link to a page or to a mailbox; of any other scheme the text alone. */
function renderLink(address: string, content: string): string {
  return /^(https?:\/\/|mailto:)/i.test(address)
    ? `<a href="${escapeHtml(address)}" rel="noopener noreferrer">${content}</a>`
    : content;
}
