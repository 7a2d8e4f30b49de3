import { expect, it } from 'vitest';
import { renderCitation } from '#exchange/report/html/citation-html';

const link = (address: string, text: string): string =>
  `<a href="${address}" rel="noopener noreferrer">${text}</a>`;

it('links papers of arXiv and addresses, without the sentence around them', () => {
  expect(renderCitation('A & B. arXiv:1608.05343.')).toBe(
    `A &amp; B. ${link('https://arxiv.org/abs/1608.05343', 'arXiv:1608.05343')}.`,
  );
  expect(renderCitation('(see https://example.org/a?b=1.)')).toBe(
    `(see ${link('https://example.org/a?b=1', 'https://example.org/a?b=1')}.)`,
  );
});

it('links nothing else, and ends no attribute', () => {
  expect(renderCitation('javascript:alert(1)')).toBe('javascript:alert(1)');
  expect(renderCitation('https://x/"onclick="y')).not.toContain('"onclick');
});
