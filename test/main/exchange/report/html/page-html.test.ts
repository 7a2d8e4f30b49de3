import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinModules, readPageAssets } from '#exchange/report/html/page-assets';
import { renderPage, type PageAssets } from '#exchange/report/html/page-html';
import { largeReport } from '../large-report';
import { citation, lineFigure, reportedFigure, sampleReport } from '../sample-report';

const resources = fileURLToPath(new URL('../../../../../resources', import.meta.url));
const hostile = `</script><script>alert(1)</script>"'\0\ud800<img src=x onerror=alert(1)>`;

describe('the page of a report', () => {
  let assets: PageAssets;
  beforeAll(async () => {
    assets = await readPageAssets(resources);
  });

  it('allows its own style and script alone, by their hashes', () => {
    const page = renderPage(sampleReport(), assets);
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash(style)}'`);
    expect(policy).toContain(`script-src 'sha256-${hash(script)}'`);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  it('names no address outside but those of links, which the reader follows', () => {
    const page = renderPage(sampleReport(), assets);
    const link = '<a href="https://arxiv.org/abs/1608.05343" rel="noopener noreferrer">';
    expect(page).toContain(link);
    expect(page.split(link).join('')).not.toMatch(/https?:|url\((?!#)|@import|src=|<link/);
  });

  it('begins with the answer, whose sentences are no remarks', () => {
    const page = renderPage(sampleReport(), assets);
    const titles = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      ...['Answer', 'Text', 'Results', 'Reported results', 'Remarks'],
      ...['Figures', 'Runs', 'Commands'],
    ]);
    expect(page).toContain('<p class="lead">DNI reaches 10.00 %, backprop 9.00 %.</p>');
    const [, remarks = ''] = /<section id="remarks">(.*?)<\/section>/s.exec(page) ?? [];
    expect(remarks.match(/<li>.*?<\/li>/g)).toEqual(['<li>A run has diverged.</li>']);
    expect(renderPage(sampleReport({ answer: null }), assets)).not.toContain('>Answer<');
  });

  it('names the source of several lines once, below the legend', () => {
    const page = renderPage(sampleReport({ figures: [reportedFigure()], reported: [] }), assets);
    const [, legend = ''] = /<div class="legend"(.*?)<\/table>/s.exec(page) ?? [];
    const [, caption = ''] = /<figcaption>(.*?)<\/figcaption>/s.exec(page) ?? [];
    expect(legend).toContain('Paper: DNI');
    expect(legend).not.toContain('Jaderberg');
    expect(caption.split(citation.slice(0, 40))).toHaveLength(2);
  });

  it('has a legend that scrolls where it has more than twelve rows alone', () => {
    const [first] = lineFigure().series;
    const legendOf = (rows: number) => {
      const series = first ? Array.from({ length: rows }, () => first) : [];
      const page = renderPage(sampleReport({ figures: [{ ...lineFigure(), series }] }), assets);
      return /<div class="legend[^>]*>/.exec(page)?.[0];
    };
    expect(legendOf(12)).toBe(
      '<div class="legend" role="group" aria-label="Legend of Test error">',
    );
    expect(legendOf(13)).toContain('class="legend long scroll" tabindex="0"');
  });

  it('shows hostile names as text', () => {
    const sample = sampleReport();
    const page = renderPage(
      sampleReport({
        title: hostile,
        subject: { kind: 'study', id: hostile, name: hostile, project: hostile },
        answer: {
          state: hostile,
          lead: hostile,
          differences: [hostile],
          warnings: [hostile],
          notes: [hostile],
        },
        remarks: [hostile],
        texts: [{ title: hostile, markdown: hostile }],
        figures: [
          {
            ...lineFigure(hostile),
            notes: [hostile],
            series: lineFigure().series.map((one) => ({ ...one, label: hostile, color: hostile })),
          },
        ],
        tables: sample.tables.map(({ table }) => ({
          title: hostile,
          table: { ...table, rows: [[hostile, hostile]], notes: [hostile] },
        })),
        runs: {
          ...sample.runs,
          items: sample.runs.items.map((run) => ({ ...run, name: hostile, command: hostile })),
          environments: [{ text: hostile, runIds: [hostile] }],
          data: [{ files: [{ name: hostile, sha256: '0' }], runIds: ['other'] }],
        },
        reported: [{ label: hostile, value: hostile, source: hostile }],
        commands: [hostile],
      }),
      assets,
    );
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('\0');
    expect(page).not.toContain('\ud800');
  });

  it.each([true, false])(
    'is under 5 MB for 100 runs with 12 metrics of 1,000 values (with bands: %s)',
    (hasBands) => {
      const page = renderPage(
        largeReport({ runs: 100, metrics: 12, points: 1000, hasBands }),
        assets,
      );
      const megabytes = Buffer.byteLength(page) / 1e6;
      console.log(`100 runs, 12 figures, bands ${hasBands}: ${megabytes.toFixed(2)} MB`);
      expect(megabytes).toBeLessThan(5);
      // Less would be coarser than it has to be.
      expect(megabytes).toBeGreaterThan(2);
    },
  );
});

describe('modules as one script', () => {
  it('share a scope, without imports and exports', () => {
    const script = joinModules([
      'export function a() {}\n',
      "import {\n  a,\n} from './a.js';\n\nexport const b = a;\nb();\n",
    ]);
    expect(script).toBe("(() => {\n'use strict';\nfunction a() {}\n\nconst b = a;\nb();\n})();\n");
  });

  it('of a page define each name once', async () => {
    const { script } = await readPageAssets(resources);
    const names = [...script.matchAll(/^(?:function|const|class) (\w+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(script).not.toMatch(/^(import|export) /m);
  });
});
