import { describe, expect, it } from 'vitest';
import { listTemplates } from '#service/templates';
import {
  isWithinBounds,
  reproduceRows,
  type RowResult,
} from '../../../src-main/cli/reproduce-rows';
import { markdownTable, plainTable } from '../../../src-main/cli/reproduce-table';
import { resources } from '../../../src-main/cli/program-paths';
import { objectsOf, runCli } from './run-cli';

const result = (template: string, testError: number, status = 'finished'): RowResult => {
  const row = reproduceRows.find((candidate) => candidate.template === template);
  if (!row) throw new Error(`no row ${template}`);
  return { row, testError, seconds: 100, stepsPerSecond: row.steps / 100, status };
};

describe('the table of reproduced results', () => {
  it('refers to templates that exist', async () => {
    const ids = (await listTemplates(resources)).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(reproduceRows.map(({ template }) => template)));
  });

  it('passes a row at its upper bound and not above it', () => {
    expect(isWithinBounds(result('mnist-cdni', 0.02))).toBe(true);
    expect(isWithinBounds(result('mnist-cdni', 0.0201))).toBe(false);
    expect(isWithinBounds(result('mnist-cdni', 0.01, 'failed'))).toBe(false);
  });

  it('fails the row without gradients if its error is below the lower bound', () => {
    expect(isWithinBounds(result('mnist-none', 0.1))).toBe(true);
    expect(isWithinBounds(result('mnist-none', 0.05))).toBe(false);
    expect(isWithinBounds(result('mnist-none', 0.14))).toBe(false);
  });

  it('is formatted for the terminal and for resources/help/reproduced-results.md', () => {
    const results = [result('mnist-cdni', 0.0169), result('mnist-none', 0.05)];
    const [header, first, second] = plainTable(results);
    expect(header).toMatch(/^template +steps +test error +must be +reference/);
    expect(first).toMatch(/mnist-cdni +10,000 +1\.69 % +≤ 2\.0 % +1\.69 % .* pass$/);
    expect(second).toMatch(/mnist-none .* 8\.0 to 13\.0 % .* miss$/);
    expect(markdownTable(results, 'note')).toContain(
      '| `mnist-cdni` | 10,000 |     1.69 % |       ≤ 2.0 % |    1.69 % | 1 min 40 s |     100 | pass    |',
    );
  });

  it('rejects an unknown row', async () => {
    const { status, stderr } = await runCli(['reproduce', 'mnist-magic']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/no row 'mnist-magic'/);
  });
});

describe('templates', () => {
  it('are listed as JSON', async () => {
    const { stdout, status } = await runCli(['templates', '--json']);
    expect(status).toBe(0);
    const [list] = objectsOf(stdout) as unknown as { id: string; parameters: number }[][];
    // 784·256 + 256·256 + 256·10 weights, 522 biases, 4·256 of batch normalisation.
    expect(list?.find(({ id }) => id === 'mnist-cdni')?.parameters).toBe(270_346);
  });
});
