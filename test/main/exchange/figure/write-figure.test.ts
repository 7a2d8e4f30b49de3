import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figureFormats } from '#spec/export-format';
import { resolveFigureStyle } from '#spec/figure-style';
import { writeFigure } from '#exchange/figure/write-figure';
import { emptyFolder } from '../../storage/helpers';
import { curves } from './figures';

const style = resolveFigureStyle({ preset: 'paper' });
const begins = {
  svg: '<svg ',
  pdf: '%PDF-',
  png: '\x89PNG',
  pgfplots: '% Needs ',
  'latex-document': '\\documentclass',
  'figure-csv': 'series,Steps',
};

it('writes a file of each format', async () => {
  const folder = await emptyFolder();
  for (const format of figureFormats) {
    const path = join(folder, format);
    const written = await writeFigure(path, curves(), {
      format,
      style,
      dotsPerInch: 100,
      overwrite: false,
    });
    const content = await readFile(path, 'latin1');
    expect(written).toEqual({ path, bytes: content.length });
    expect(content.slice(0, 14).startsWith(begins[format]), format).toBe(true);
  }
  expect((await readdir(folder)).sort()).toEqual([...figureFormats].sort());
});

it('writes the numbers of the figure as CSV, and no formulas', async () => {
  const path = join(await emptyFolder(), 'figure.csv');
  await writeFigure(path, curves(), {
    format: 'figure-csv',
    style,
    dotsPerInch: 100,
    overwrite: false,
  });
  expect(await readFile(path, 'utf8')).toBe(
    'series,Steps,Test error (%)\r\nDNI,0,8.1\r\n\'=1+1,50,nan\r\n"""a"", b",100,\r\n',
  );
});

it('keeps a file that is there unless it may be replaced', async () => {
  const path = join(await emptyFolder(), 'figure.svg');
  await writeFile(path, 'mine');
  const file = { format: 'svg', style, dotsPerInch: 100 } as const;
  await expect(writeFigure(path, curves(), { ...file, overwrite: false })).rejects.toThrow(
    /exists already/,
  );
  expect(await readFile(path, 'utf8')).toBe('mine');
  await writeFigure(path, curves(), { ...file, overwrite: true });
  expect(await readFile(path, 'utf8')).toContain('</svg>');
});
