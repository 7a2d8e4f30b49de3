import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveFigureStyle } from '#spec/figure-style';
import { figureToPdf } from '#exchange/figure/figure-pdf';
import { emptyFolder } from '../../storage/helpers';
import { figures } from './figures';

const hasPoppler = spawnSync('pdffonts', ['-v']).status === 0;

async function read(program: string, bytes: Uint8Array, ...more: string[]): Promise<string> {
  const path = join(await emptyFolder(), 'figure.pdf');
  await writeFile(path, bytes);
  return spawnSync(program, [path, ...more], { encoding: 'utf8' }).stdout;
}

describe('a PDF document', () => {
  const paper = resolveFigureStyle({ preset: 'paper', height: 150, hasTitle: true });

  it('is the same for the same figure', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => figureToPdf(figures.curves(), paper)),
    );
    expect(first).toEqual(second);
  });

  it.skipIf(!hasPoppler)('has the size of the page and its fonts within it', async () => {
    const bytes = await figureToPdf(figures.nastyFigure(), { ...paper, height: 300 });
    expect(await read('pdfinfo', bytes)).toMatch(/Page size: +234 x 300 pts/);
    const rows = (await read('pdffonts', bytes)).trim().split('\n').slice(2);
    expect(rows.map((row) => row.split(/\s+/)[0]?.split('+')[1]).sort()).toEqual([
      'DejaVuSans',
      'DejaVuSerif',
      'STIXTwoText-Regular',
    ]);
    // Embedded, as a subset, with the letters for a search.
    for (const row of rows) expect(row).toMatch(/ yes yes yes /);
  });

  it.skipIf(!hasPoppler)('can be searched for its texts', async () => {
    const text = await read('pdftotext', await figureToPdf(figures.curves(), paper), '-');
    expect(text).toContain('Test error of LeNet on MNIST by training method');
    expect(text).toContain('DNI, conditioned on labels');
    expect(text).toContain('1,000');
  });

  it.skipIf(!hasPoppler)('has no fonts where texts are outlines', async () => {
    const bytes = await figureToPdf(figures.curves(), { ...paper, textAs: 'outlines' });
    expect((await read('pdffonts', bytes)).trim().split('\n')).toHaveLength(2);
  });
});
