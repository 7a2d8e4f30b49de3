import { marked, type Token, type Tokens } from 'marked';
import { escapeLatex } from '#analysis/tables/latex-escape';

/** Markdown of the user as LaTeX that `pdflatex` typesets without further packages. */
export function markdownToLatex(text: string): string {
  try {
    return writeBlocks(marked.lexer(text, { gfm: true, breaks: true }));
  } catch {
    // Nested more deeply than the stack.
    return `${escapeLatex(text)}\n\n`;
  }
}

function writeBlocks(tokens: readonly Token[]): string {
  return tokens.map((token) => writeBlock(token as Tokens.Generic)).join('');
}

function writeBlock(token: Tokens.Generic): string {
  const inline = (): string => writeInline(token.tokens ?? []);
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return '';
    case 'heading':
      return `\\subsection*{${inline()}}\n\n`;
    case 'text':
      return token.tokens ? inline() : escapeLatex(String(token.text));
    case 'paragraph':
      return `${inline()}\n\n`;
    case 'blockquote':
      return `\\begin{quote}\n${writeBlocks(token.tokens ?? [])}\\end{quote}\n\n`;
    case 'list':
      return writeList(token as Tokens.List);
    case 'hr':
      return '\\medskip\\hrule\\medskip\n\n';
    case 'table':
      return writeTable(token as Tokens.Table);
    default:
      return writeLines(String(token.type === 'code' ? token.text : token.raw));
  }
}

function writeList({ ordered, items }: Tokens.List): string {
  const name = ordered ? 'enumerate' : 'itemize';
  const lines = items.map(({ tokens }) => `\\item {}${writeBlocks(tokens)}\n`);
  return `\\begin{${name}}\n${lines.join('')}\\end{${name}}\n\n`;
}

function writeTable({ header, rows }: Tokens.Table): string {
  const line = (cells: readonly Tokens.TableCell[]): string =>
    `{}${cells.map(({ tokens }) => writeInline(tokens)).join(' & ')} \\\\\n`;
  return `\\begin{tabular}{@{}${'l'.repeat(header.length)}@{}}\n${line(header)}\\hline\n${rows.map(line).join('')}\\end{tabular}\n\n`;
}

/** Code, line by line. */
function writeLines(text: string): string {
  const lines = text.replace(/\n+$/, '').split('\n');
  return `{\\small\\ttfamily\\raggedright\n${lines.map((line) => `${escapeLatex(line)}\\par\n`).join('')}}\n\n`;
}

const marks: Readonly<Record<string, string>> = { strong: '\\textbf', em: '\\emph', del: '\\emph' };

function writeInline(tokens: readonly Token[]): string {
  return tokens
    .map((any) => {
      const token = any as Tokens.Generic;
      const mark = marks[token.type];
      if (mark) return `${mark}{${writeInline(token.tokens ?? [])}}`;
      if (token.type === 'br') return '\\\\{}\n';
      if (token.type === 'codespan') return `\\texttt{${keepSpaces(String(token.text))}}`;
      if (token.tokens) return writeInline(token.tokens);
      return keepSpaces(String('text' in token ? token.text : token.raw));
    })
    .join('');
}

/** The escaped text has no spaces at its ends, but these separate it from what is beside it. */
function keepSpaces(text: string): string {
  const [start, end] = [/^\s/.test(text) ? ' ' : '', /\S\s$/.test(text) ? ' ' : ''];
  return `${start}${escapeLatex(text)}${end}`;
}
