import { describe, expect, it } from 'vitest';
import { listTemplates } from '#service/templates';
import { passes, rows, type Result } from '../../../src-main/cli/reproduce-rows';
import { markdownTable, plainTable } from '../../../src-main/cli/reproduce-table';
import { resources } from '../../../src-main/cli/places';
import { objectsOf, runCli } from './run-cli';

const result = (template: string, testError: number, status = 'finished'): Result => {
  const row = rows.find((one) => one.template === template);
  if (!row) throw new Error(`no row ${template}`);
  return { row, testError, seconds: 100, stepsPerSecond: row.steps / 100, status };
};

describe('the table of what must be shown', () => {
  it('names templates that exist', async () => {
    const ids = (await listTemplates(resources)).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(rows.map(({ template }) => template)));
  });

  it('passes at the bound and not above it', () => {
    expect(passes(result('mnist-cdni', 0.02))).toBe(true);
    expect(passes(result('mnist-cdni', 0.0201))).toBe(false);
    expect(passes(result('mnist-cdni', 0.01, 'failed'))).toBe(false);
  });

  it('does not pass where no gradient learns too well', () => {
    expect(passes(result('mnist-none', 0.1))).toBe(true);
    expect(passes(result('mnist-none', 0.05))).toBe(false);
    expect(passes(result('mnist-none', 0.14))).toBe(false);
  });

  it('is written for the terminal and for the README', () => {
    const results = [result('mnist-cdni', 0.0169), result('mnist-none', 0.05)];
    const [head, first, second] = plainTable(results);
    expect(head).toMatch(/^template +steps +test error +must be +reference/);
    expect(first).toMatch(/mnist-cdni +10,000 +1\.69 % +≤ 2\.0 % +1\.69 % .* pass$/);
    expect(second).toMatch(/mnist-none .* 8\.0 to 13\.0 % .* miss$/);
    expect(markdownTable(results, 'note')).toContain(
      '| `mnist-cdni` | 10,000 |     1.69 % |       ≤ 2.0 % |    1.69 % | 1 min 40 s |     100 | pass    |',
    );
  });

  it('refuses a row that it has not', async () => {
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
