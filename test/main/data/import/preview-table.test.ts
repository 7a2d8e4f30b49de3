import { describe, expect, it } from 'vitest';
import { tablePreviewSchema, type TablePreview } from '#spec/dataset';
import { previewContent } from './table-fixture';

describe('the preview of a table', () => {
  it('shows its columns, first rows and classes', async () => {
    const preview = await previewContent(
      ';x;note;full;k\n0;0,5;ok;TRUE;b\n1;NA;"so so";FALSE;a\n2;1,5;ok;TRUE;b\n3;4;;TRUE;a\n',
      { label: 'k', ignore: ['note'], missing: 'drop', testFraction: 0.34, keepOrder: true },
    );
    expect(tablePreviewSchema.parse(preview)).toEqual({
      dialect: { delimiter: ';', encoding: 'utf-8', header: true, decimal: ',' },
      columns: [
        {
          name: '1',
          kind: 'number',
          missing: 0,
          distinct: 4,
          range: { min: 0, max: 3, mean: 1.5 },
          role: 'ignore',
          note: 'It numbers or times the rows.',
        },
        {
          name: 'x',
          kind: 'number',
          missing: 1,
          distinct: 3,
          range: { min: 0.5, max: 4, mean: 2 },
          role: 'feature',
          note: null,
        },
        {
          name: 'note',
          kind: 'text',
          missing: 1,
          distinct: 2,
          range: null,
          role: 'ignore',
          note: null,
        },
        {
          name: 'full',
          kind: 'number',
          missing: 0,
          distinct: 2,
          range: { min: 0, max: 1, mean: 0.75 },
          role: 'feature',
          note: 'TRUE is read as 1, FALSE as 0.',
        },
        {
          name: 'k',
          kind: 'text',
          missing: 0,
          distinct: 2,
          range: null,
          role: 'label',
          note: null,
        },
      ],
      rows: [
        ['0', '0,5', 'ok', 'TRUE', 'b'],
        ['1', 'NA', 'so so', 'FALSE', 'a'],
        ['2', '1,5', 'ok', 'TRUE', 'b'],
        ['3', '4', '', 'TRUE', 'a'],
      ],
      counts: { train: 2, validation: 0, test: 1 },
      classes: [
        { name: 'a', counts: { train: 0, validation: 0, test: 1 } },
        { name: 'b', counts: { train: 2, validation: 0, test: 0 } },
      ],
      notes: [
        "The cells of 'table.csv' are separated by semicolons.",
        "The numbers of 'table.csv' have a decimal comma.",
        "'1' is left out, since it numbers or times the rows.",
        "TRUE is read as 1 and FALSE as 0 in 'full'.",
        "1 of 4 rows of 'table.csv' is dropped because of missing cells: 1 in 'x' (line 3). In a sequence, the rows on both sides of it become neighbours.",
      ],
      warnings: [
        "'full' has the same number in all training rows: nothing can be learned from it.",
      ],
      refusal:
        "The test part has a class of 'label' that the training part lacks: a. Add examples of it to the training part, or remove them from the test part.",
    });
  });

  it('has the classes with their examples in each part', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${(i * i) % 5},${'ba'[i % 2]}`);
    const { classes, counts } = await previewContent(`x,k\n${rows.join('\n')}\n`, {
      label: 'k',
      testFraction: 0.25,
      validationFile: 'x,k\n1,b\n7,b\n',
    });
    expect(classes).toEqual([
      { name: 'a', counts: { train: 4, validation: 0, test: 2 } },
      { name: 'b', counts: { train: 5, validation: 2, test: 1 } },
    ]);
    expect(counts).toEqual({ train: 9, validation: 2, test: 3 });
  });

  it('proposes to leave text out, which the import refuses until that is said', async () => {
    const table = 'name,town,x\nann,rome,1\nbob,oslo,3\n';
    const preview = await previewContent(table);
    expect(preview.columns.map(({ role, note }) => [role, note])).toEqual([
      ['ignore', 'It holds text: it can be the label, or be left out.'],
      ['ignore', 'It holds text: it can be the label, or be left out.'],
      ['feature', null],
    ]);
    expect(preview.refusal).toMatch(
      /columns 'name' \('ann' at line 2\), 'town' \('rome' at line 2\)/,
    );
    expect((await previewContent(table, { ignore: ['name', 'town'] })).refusal).toBeNull();
    expect((await previewContent(table, { features: ['x'] })).refusal).toBeNull();
  });

  it('shows what was read before a fault', async () => {
    const preview = await previewContent('x,k\n1,a\n2,b\n3\n4,a\n', { label: 'k' });
    expect(preview.refusal).toMatch(/has 1 cell at line 4, but 2 cells at line 1/);
    expect(preview.rows).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    expect(preview.counts.train).toBe(2);
    const latin = await previewContent(Buffer.from('x,k\n1,a\n2,\x81\n', 'latin1'));
    expect(latin.dialect.encoding).toBe('windows-1252');
    expect(latin.refusal).toMatch(/goes wrong at line 3, character 3/);
    // A request that names columns of another file.
    const other = await previewContent('x,k\n1,a\n2,b\n', { label: 'k', ignore: ['z'] });
    expect(other.refusal).toMatch(/has no column 'z'/);
    expect(other.columns.map(({ role }) => role)).toEqual(['feature', 'label']);
  });

  it('looks at the beginning of a large file, and says so', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `${i % 97},"a\nb ${i % 2}"`);
    const table = `x,k\n${rows.join('\n')}\n`;
    const preview = await previewContent(table, { label: 'k' }, 100_000);
    expect(preview.notes[0]).toBe(
      "The preview looks at the first 0.1 MB of 'table.csv' only; the import reads all of it.",
    );
    expect(preview.refusal).toBeNull();
    // A row has about 11 characters, and the file is read in pieces of 64 KiB.
    expect(preview.counts.train).toBeGreaterThan(8_000);
    expect(preview.counts.train).toBeLessThan(14_000);
    expect(preview.rows).toHaveLength(12);
    const whole = await previewContent(table, { label: 'k' });
    expect(whole.counts.train).toBe(60_000);
    expect(whole.notes).toEqual([]);
  });

  it('abbreviates long cells', async () => {
    const preview = await previewContent(`x,k\n1,${'y'.repeat(5000)}\n2,b\n`, { label: 'k' });
    expect(preview.rows[0]?.[1]?.length).toBeLessThan(300);
  });
});

describe('the preview of a large table', () => {
  const preview = (content: string | Uint8Array): Promise<TablePreview> =>
    previewContent(content, {}, 1000);
  const rows = '1.5,2.5\n3.5,4.5\n'.repeat(10_000);

  it('looks at its beginning only to find the encoding', async () => {
    const { dialect, refusal } = await preview(Buffer.from(`a,b\n${rows}caf\xe9`, 'latin1'));
    expect([dialect.encoding, refusal]).toEqual(['utf-8', null]);
  });

  it('does not read a very long line to its end', async () => {
    const line = '3'.repeat(3_000_000);
    const { refusal, counts } = await preview(`a,b\n1.5,2.5\n3.5,4.5\n${line}`);
    expect([refusal, counts.train]).toEqual([null, 2]);
    expect((await preview(`a,b${line}`)).refusal).toBe(
      "The first lines of 'table.csv' are too long to be looked at. Save it with a line for each row.",
    );
  });
});
