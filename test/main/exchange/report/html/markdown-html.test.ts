import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '#exchange/report/html/markdown-html';

describe('Markdown in a report', () => {
  it('is headings below those of the page, lists, tables and marks', () => {
    expect(renderMarkdown('# A *b*\n\ntext `c` **d**', 3)).toBe(
      '<h3>A <em>b</em></h3>\n<p>text <code>c</code> <strong>d</strong></p>\n',
    );
    expect(renderMarkdown('- [x] a\n- b', 3)).toBe('<ul><li>☑ a</li><li>b</li></ul>\n');
    expect(renderMarkdown('|a|b|\n|-|-|\n|1|2|', 3)).toBe(
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>\n',
    );
    expect(renderMarkdown('###### deep', 4)).toBe('<h6>deep</h6>\n');
  });

  it('shows tags as text, pictures as their description, and links of other schemes as their text', () => {
    const html = renderMarkdown(
      '<img src=x onerror=alert(1)>\n\na <b>c</b> ![cat](http://x/y.png) [l](javascript:alert(1)) [m](https://x/?a="b")',
      3,
    );
    expect(html).toBe(
      '<p>&lt;img src=x onerror=alert(1)&gt;</p>\n<p>a &lt;b&gt;c&lt;/b&gt; cat l <a href="https://x/?a=&quot;b&quot;" rel="noopener noreferrer">m</a></p>\n',
    );
  });

  it('is shown as it is written where it is nested too deeply', () => {
    const html = renderMarkdown('>'.repeat(50_000), 3);
    expect(html).toBe(`<pre tabindex="0">${'&gt;'.repeat(50_000)}</pre>\n`);
  });
});
