import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinModules, readPageAssets } from '#exchange/report/html/page-assets';
import { renderPage, type PageAssets } from '#exchange/report/html/page-html';
import { largeReport } from '../large-report';
import { lineFigure, sampleReport } from '../sample-report';

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

  it('names no address outside', () => {
    expect(renderPage(sampleReport(), assets)).not.toMatch(/https?:|url\((?!#)|@import|src=/);
  });

  it('shows hostile names as text', () => {
    const sample = sampleReport();
    const page = renderPage(
      sampleReport({
        title: hostile,
        subject: { kind: 'study', id: hostile, name: hostile, project: hostile },
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
