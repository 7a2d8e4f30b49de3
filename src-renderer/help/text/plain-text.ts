import { lexer, type Token } from 'marked';

/** The words of Markdown without its signs, for the search and for what it shows of a page. */
export function plainText(markdown: string): string {
  return lexer(markdown).map(textOf).join(' ').replace(/\s+/g, ' ').trim();
}

function textOf(token: Token): string {
  if (token.type === 'table') {
    const rows = [token['header'], ...token['rows']] as { tokens: Token[] }[][];
    return rows.map((row) => row.map((cell) => join(cell.tokens)).join(' ')).join(' ');
  }
  if (token.type === 'list') return (token['items'] as Token[]).map(textOf).join(' ');
  if ('tokens' in token && token.tokens) return join(token.tokens);
  if (token.type === 'br' || token.type === 'hr') return ' ';
  // Comments and tags have no words; what stands between two tags is a token of its own.
  if (token.type === 'html') return '';
  return 'text' in token && typeof token.text === 'string' ? unescapeHtml(token.text) : '';
}

/** Within a sentence the parts already have their spaces; blocks get one between them. */
function join(tokens: readonly Token[]): string {
  const areBlocks = tokens.some(({ type }) => type === 'paragraph' || type === 'list');
  return tokens.map(textOf).join(areBlocks ? ' ' : '');
}

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
};
const unescapeHtml = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|#39);/g, (entity) => entities[entity] ?? entity);
