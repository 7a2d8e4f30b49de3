import { marked, type Token } from 'marked';

/** The first line of a text in Markdown, as it reads without its marks: `Loss leaps at 200` of `## Loss *leaps* at 200`. */
export function firstLineOf(markdown: string): string {
  for (const token of marked.lexer(markdown)) {
    const line = readToken(token)
      .split('\n')
      .find((text) => text.trim() !== '');
    if (line !== undefined) return line.trim();
  }
  return '';
}

/** The text of a token; of marked, a mark is a token without text of its own. */
function readToken(token: Token): string {
  switch (token.type) {
    case 'br':
      return '\n';
    case 'hr':
    case 'html':
    case 'space':
    case 'def':
      return '';
    case 'list':
      return (token.items as Token[]).map(readToken).join('\n');
    case 'table':
      return (token.header as { tokens: Token[] }[])
        .map(({ tokens }) => tokens.map(readToken).join(''))
        .join(' ');
  }
  if ('tokens' in token && token.tokens) return token.tokens.map(readToken).join('');
  return 'text' in token ? String(token.text) : '';
}
