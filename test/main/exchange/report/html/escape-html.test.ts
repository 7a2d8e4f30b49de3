import { describe, expect, it } from 'vitest';
import { escapeHtml, escapeJson } from '#exchange/report/html/escape-html';

describe('text in pages', () => {
  it('ends no element and no attribute', () => {
    expect(escapeHtml(`</script><b a="x" c='y'>&`)).toBe(
      '&lt;/script&gt;&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;',
    );
  });

  it('has a replacement for what no page may hold, and keeps line breaks and pairs of surrogates', () => {
    expect(escapeHtml('a\0b\u0085c\ud800d\u202ee\uffffj')).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffde\ufffdj',
    );
    expect(escapeHtml('𝜃\n\tü')).toBe('𝜃\n\tü');
  });

  it('is the same JSON after it has been read, and has no tag', () => {
    const value = { name: '</script><!--\u2028\ud800' };
    const text = escapeJson(value);
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual(value);
  });
});
