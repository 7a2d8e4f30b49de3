import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { resolveFigureStyle } from '#spec/figure-style';
import { figureToSvg } from '#exchange/figure/figure-svg';
import { formatSubpath } from '#exchange/figure/numbers';
import { loadTypeface } from '#exchange/figure/text/typeface';
import { cleanText } from '#exchange/figure/text/clean-text';
import { figures, manyLines, nasty } from './figures';
import { handMade, plot, style } from './hand-made';

const readers = `
import json, sys, xml.etree.ElementTree as tree
for text in json.load(sys.stdin):
    root = tree.fromstring(text)
    texts = [element.text for element in root.iter('{http://www.w3.org/2000/svg}text')]
    print(json.dumps([root.get('width'), root.get('viewBox'), texts]))
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('an SVG document', () => {
  it('has the size of the page and the line at its place', async () => {
    const svg = await figureToSvg(
      handMade([{ kind: 'line', series: 0, role: 'main', x: [0, 10], y: [0, 10] }]),
      style,
    );
    expect(svg).toContain('width="300pt" height="200pt" viewBox="0 0 300 200"');
    expect(svg).toContain(
      `<path d="M10 ${plot.bottom}l287-166.87" stroke="#2166d1" stroke-width="1.5"/>`,
    );
  });

  it('gives each text its length, so that another font cannot need more room', async () => {
    const svg = await figureToSvg(figures.heatMap(), resolveFigureStyle({ preset: 'paper' }));
    const typeface = await loadTypeface('serif');
    const length = Math.round(100 * typeface.measure('Learning rate', 8)) / 100;
    expect(svg).toContain(`textLength="${length}" lengthAdjust="spacingAndGlyphs"`);
    expect(svg.split('<text').length).toBe(svg.split('textLength').length);
  });

  it.skipIf(!hasPython)('is XML, with every text as it is', async () => {
    const made = await Promise.all(
      Object.values(figures).map((make) =>
        figureToSvg(make(), resolveFigureStyle({ hasTitle: true })),
      ),
    );
    const { stdout, stderr } = spawnSync('python3', ['-c', readers], {
      input: JSON.stringify(made),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const parsed = stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as [string, string, string[]]);
    expect(parsed).toHaveLength(made.length);
    expect(parsed.every(([width]) => width === '468pt')).toBe(true);
    const index = Object.keys(figures).indexOf('nastyFigure');
    expect(parsed[index]?.[2]).toContain(cleanText(nasty));
  });

  it('has outlines in place of texts where they are asked for, and each glyph once', async () => {
    const svg = await figureToSvg(figures.curves(), resolveFigureStyle({ textAs: 'outlines' }));
    const ids = [...svg.matchAll(/<path id="([^"]+)"/g)].map(([, id]) => id);
    expect(svg).not.toContain('<text');
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, used] of svg.matchAll(/xlink:href="#([^"]+)"/g)) expect(ids).toContain(used);
  });

  it('of a hundred lines of ten thousand points is smaller than a megabyte', async () => {
    const svg = await figureToSvg(manyLines(100, 10_000), resolveFigureStyle());
    expect(svg.length).toBeLessThan(1e6);
  });
});

describe('text of users', () => {
  it('has neither control characters nor halves of letters', () => {
    expect(cleanText(' a\u0000\n\tb\u0007 \ud800c\udc00 \ufffe 👍 ')).toBe(
      'a b \ufffdc\ufffd \ufffd 👍',
    );
  });
});

it('writes a path with the rounding of the points before taken into account', () => {
  // 0.004 each: rounded one by one, the line would stay at 0.
  expect(formatSubpath([0, 0, 0.004, 1, 0.008, 2, 0.012, 1], false)).toBe('M0 0l0 1 .01 1 0-1');
  expect(formatSubpath([0, 0, 1, 0, 1, 0.001, 1, 1], true)).toBe('M0 0l1 0 0 1z');
});
