import { describe, expect, it } from 'vitest';
import { formatsOfOptions } from '../../../src-main/cli/export-choices';
import { addExportCommand } from '../../../src-main/cli/export-command';
import { assertOptionsFit } from '../../../src-main/cli/export-options';
import { Command } from 'commander';

describe('the options of export', () => {
  it.each([
    ['svg', { metric: ['x'] }, '--metric is not for the format svg: charts are chosen by --chart.'],
    ['csv', { chart: ['1'] }, '--chart is not for the format csv: metrics are chosen by --metric.'],
    ['csv', { dpi: 100 }, '--dpi is not for the format csv: only png takes it.'],
    [
      'latex',
      { withData: true },
      '--with-data is not for the format latex: only archive takes it.',
    ],
    [
      'html',
      { width: 200 },
      '--width is not for the format html: only svg, pdf, png, pgfplots and latex-document take it.',
    ],
    [
      'report',
      { metric: ['x'] },
      '--metric is not for the format report: only csv, parquet, npz, tensorboard, latex, markdown and csv-table take it.',
    ],
  ] as const)('are refused by %s where it does not take them: %o', (format, options, message) => {
    expect(() => assertOptionsFit(format, options)).toThrow(message);
  });

  it('are taken by the formats that they are for, and the general ones by all', () => {
    const general = { out: 'x', kind: 'run', overwrite: true, project: 'p', json: true };
    for (const [flag, formats] of Object.entries(formatsOfOptions))
      for (const format of formats) {
        const name = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
        expect(() => assertOptionsFit(format, { ...general, [name]: '' })).not.toThrow();
      }
  });

  it('all have formats, but for the general ones', () => {
    const program = new Command();
    addExportCommand(program, () => () => Promise.resolve());
    const flags = program.commands[0]?.options.map(({ long }) => long?.slice(2));
    expect(new Set(flags)).toEqual(
      new Set([
        ...['format', 'out', 'kind', 'overwrite', 'project', 'json'],
        ...Object.keys(formatsOfOptions),
      ]),
    );
  });
});
