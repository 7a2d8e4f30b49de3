import { describe, expect, it } from 'vitest';
import { numbersOf, previewContent, readContent, refusalOf } from './table-fixture';

describe('the decimal mark', () => {
  it('of a part is that of the training file', async () => {
    const train = 'a\tb\n1,5\t200\n2,5\t300\n3,75\t100\n';
    expect(await refusalOf(train, { testFile: 'a\tb\n1\t1.234\n2\t2.300\n' })).toBe(
      "'test.csv' has text where numbers are expected, in the column 'b' ('1.234' at line 2). Its decimal mark is not a comma, as in 'table.csv', or it separates thousands: write numbers without thousands separators. Mend these cells, leave the column out, or choose one as the label.",
    );
    const grouped = await readContent(train, { testFile: 'a\tb\n1\t1,234\n2\t2,300\n' });
    expect(numbersOf(grouped, 'features', 'test')).toEqual([1, 1.234, 2, 2.3].map(Math.fround));
    expect(grouped.warnings).toEqual([]);
  });

  it('of a part is checked where the training file has none', async () => {
    const train = 'a,b,k\n1,200,x\n5,300,y\n7,100,x\n';
    const testFile = 'a,b,k\n1,"1,234",x\n5,"2,300",y\n';
    expect(await refusalOf(train, { label: 'k', testFile })).toMatch(
      /^The comma in numbers such as '1,234' in 'test.csv' may be a decimal comma/,
    );
    const warned = await readContent(train, { label: 'k', testFile: 'a;b;k\n1;1.234;x\n' });
    expect(warned.warnings).toContain(
      "Numbers such as '1.234' in 'test.csv' are read with a decimal point. If the point separates thousands, write them without it.",
    );
    const clear = await readContent(train, { label: 'k', testFile: 'a;b;k\n1;1,5;x\n2;3;y\n' });
    expect(numbersOf(clear, 'features', 'test')).toEqual([1, 1.5, 2, 3]);
  });

  it('is shown by columns that are used as numbers alone', async () => {
    const dates = 'date;x;k\n01.05;1.234;1\n02.05;2.500;0\n03.05;987;1\n';
    const warned = await readContent(dates, { label: 'k', ignore: ['date'] });
    expect(warned.warnings).toEqual([
      "Numbers such as '1.234' in 'table.csv' are read with a decimal point. If the point separates thousands, write them without it.",
    ]);
    const labels = 'x,k\n"1,234","0,1"\n"12,500","0,2"\n987,"0,1"\n';
    expect(await refusalOf(labels, { label: 'k' })).toMatch(/^The comma in numbers .*'1,234'/);
    const commas = 'date;x\n01.05;1,5\n02.05;2,5\n03.05;3\n';
    const read = await readContent(commas, { ignore: ['date'] });
    expect(numbersOf(read, 'features')).toEqual([1.5, 2.5, 3]);
  });

  it('is that of the label where the features have none', async () => {
    const source = await readContent('x;k\n1;0,5\n4;1,5\n7;0,50\n', { label: 'k' });
    expect(source.fields['label']).toMatchObject({ names: ['0.5', '1.5'] });
  });

  it('is warned of between tabs where it may separate thousands', async () => {
    const warningsOf = async (text: string): Promise<string[]> =>
      (await readContent(text)).warnings ?? [];
    expect(await warningsOf('a\tb\n1\t1.234\n2\t12.300\n5\t10.100\n')).toEqual([
      expect.stringMatching(/^Numbers such as '1\.234' .* with a decimal point/) as string,
    ]);
    expect(await warningsOf('a\tb\n1\t1.234\n2\t12.300\n5\t0.1\n')).toEqual([]);
  });
});

describe('empty rows', () => {
  it('have missing cells, and blank lines have none', async () => {
    expect(await refusalOf('x,y\n1.5,2\n,\n2.5,3\n')).toMatch(
      /^'table.csv' has 2 missing cells: 1 in 'x' \(line 3\), 1 in 'y' \(line 3\)\./,
    );
    expect(await refusalOf('x\n1.5\n""\n2.5\n')).toMatch(/has 1 missing cell: 1 in 'x' \(line 3\)/);
    const blank = await readContent('# by hand\n\nx\n1.5\n\n2.5\n \n\n3.75\n\n\n');
    expect(numbersOf(blank, 'features')).toEqual([1.5, 2.5, 3.75]);
    expect(blank.notes).toContain("3 blank lines of 'table.csv' are skipped.");
    const blanks = await readContent('x y\n1.5 2\n  \n2.5 3\n', {
      testFile: 'x y\n1 2\n\n\n2 3\n',
    });
    expect(blanks.notes).toContain("1 blank line of 'table.csv' is skipped.");
    expect(blanks.notes).toContain("2 blank lines of 'test.csv' are skipped.");
  });

  it('do not make a feature of row numbers', async () => {
    const source = await readContent(',a,k\n0,5,x\n,,\n1,7,y\n2,6,x\n', {
      label: 'k',
      missing: 'drop',
    });
    expect(source.columns).toEqual({ features: ['a'] });
  });

  it('that are dropped join others in a sequence', async () => {
    const neighbours = /In a sequence, the rows on both sides of it become neighbours\.$/;
    const notesOf = async (settings: object): Promise<string> =>
      (await readContent('x,k\n1,a\nNA,b\n3,b\n', { missing: 'drop', ...settings })).notes?.at(
        -1,
      ) ?? '';
    expect(await notesOf({ ignore: ['k'] })).toMatch(neighbours);
    expect(await notesOf({ label: 'k', keepOrder: true })).toMatch(neighbours);
    expect(await notesOf({ label: 'k' })).toMatch(/missing cells: 1 in 'x' \(line 3\)\.$/);
  });
});

describe('a column that is constant in the training part', () => {
  const rows = Array.from(
    { length: 10 },
    (_, i) => `${i < 8 ? 5 : i * 20},${(i * i) % 7},${i % 3}`,
  );
  const table = `a,b,y\n${rows.join('\n')}\n`;

  it('is not scaled, and warned of', async () => {
    const source = await readContent(table, {
      values: ['y'],
      testFraction: 0.2,
      scaling: 'standardize',
    });
    expect(source.notes).toContain(
      "Features except 'a' have zero mean and unit variance over the 8 training rows.",
    );
    expect(source.warnings).toContain(
      "'a' has the same number in all training rows, so it is not scaled: nothing can be learned from it, although it varies in other parts.",
    );
    expect((await readContent(table, { values: ['y'], scaling: 'none' })).warnings).toEqual([]);
  });

  it('is one to predict', async () => {
    const source = await readContent(table, {
      values: ['a', 'y'],
      scaling: 'min-max',
      scaleValues: true,
      testFraction: 0.2,
    });
    expect(source.warnings).toContain(
      "'a' has the same number in all training rows, so it is not scaled: nothing else can be learned for it, although it varies in other parts.",
    );
  });

  it('is not one of numbers close to 0', async () => {
    const source = await readContent('a,b\n1e-200,2\n3e-200,4.5\n4e-200,1\n', {
      scaling: 'standardize',
      testFile: 'a,b\n1e-200,2\n',
    });
    const [mean, deviation] = [8 / 3, Math.sqrt(14 / 9)];
    const column = numbersOf(source, 'features').filter((_, index) => index % 2 === 0);
    for (const [row, value] of [1, 3, 4].entries())
      expect(column[row]).toBeCloseTo((value - mean) / deviation, 6);
  });
});

describe('the header', () => {
  it('after comments is read, and the comments are not', async () => {
    const source = await readContent('# Iris, Lab 3 of Bob\nx,y\n1.5,2\n3,4.5\n');
    expect(source.columns).toEqual({ features: ['x', 'y'] });
    const blanks = await readContent('# my data\nx y\n1.5 2\n3 4.5\n');
    expect(blanks.columns).toEqual({ features: ['x', 'y'] });
  });

  it('is found after many comments', async () => {
    const comments = '# a line of metadata, with, commas\n'.repeat(4000);
    const source = await readContent(`${comments}x;y\n1,5;2\n2,5;3\n`);
    expect(numbersOf(source, 'features')).toEqual([1.5, 2, 2.5, 3]);
    expect(source.notes).toContain(
      "The first 4000 lines of 'table.csv' are comments and are skipped.",
    );
  });

  it('may count the columns, as pandas writes it', async () => {
    const source = await readContent('0,1,2\n1.5,2,0.3\n3,4.5,1\n2,9,4\n', { label: '2' });
    expect(source.columns).toEqual({ features: ['0', '1'] });
    expect(source.notes?.[0]).toBe(
      "The first row of 'table.csv' is read as the names of the columns, since it counts them from 0, as pandas writes it. If it is an example, say that there is no header.",
    );
    expect(source.warnings?.join()).not.toMatch(/names of columns/);
    const indexed = await readContent(',0,1\n0,1.5,2\n1,3,4.5\n2,2,9\n');
    expect(indexed.columns).toEqual({ features: ['0', '1'] });
    expect(indexed.notes).toContain("'column 1' is left out, since it numbers or times the rows.");
  });

  it('may have one cell less than the rows, as R writes it', async () => {
    const table = '"a" "b" "c"\n"1" 1.5 2 "x"\n"2" 3 4 "y"\n"3" 5 1 "x"\n';
    const source = await readContent(table, { label: 'c', testFile: table });
    expect(source.columns).toEqual({ features: ['a', 'b'] });
    expect(source.notes).toContain(
      "The first row of 'table.csv' has one cell less than the others, as R writes it: the first column has no name.",
    );
    expect(source.notes).toContain("'1' is left out, since it names the rows.");
    const named = await readContent('"a","b"\n"Mazda RX4",1.5,2\n"Fiat, 128",3,4\n');
    expect(numbersOf(named, 'features')).toEqual([1.5, 2, 3, 4]);
    const one = await readContent('"x"\n"1" 5.5\n"2" 6\n');
    expect(numbersOf(one, 'features')).toEqual([5.5, 6]);
    const label = await readContent('"a","b"\n"p",1.5,2\n"q",3,4\n', { label: '1' });
    expect(label.fields['label']).toMatchObject({ names: ['p', 'q'] });
    // A title is no header.
    expect(await refusalOf('Title\n4 5.5\n7 6\n')).toMatch(/2 cells at line 2, but 1 cell/);
  });

  it('may lack a name, of which a feature is warned', async () => {
    const text = ',a,k\n0,1.5,x\n1,2,y\n0,4,y\n1,9,x\n';
    expect((await readContent(text, { label: 'k' })).warnings).toEqual([
      "Column 1 of 'table.csv' has no name and is used as a feature. If it is an index, ignore it: it is called '1'.",
    ]);
    expect((await readContent(text, { label: 'k', ignore: ['1'] })).warnings).toEqual([]);
    expect((await readContent(text, { label: 'k', features: ['1', 'a'] })).warnings).toEqual([]);
  });

  it('names a column of the request where a delimiter is right', async () => {
    const { columns } = await previewContent('x,k\n1.5 mm,a\n2.5 mm,b\n', { label: 'k' });
    expect(columns.map(({ name }) => name)).toEqual(['x', 'k']);
  });
});

describe('rows that are sorted by a value to predict', () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${(i * 7) % 13},${i * i}`);
  const warningsOf = async (lines: readonly string[], settings: object): Promise<string[]> =>
    (await readContent(`a,y\n${lines.join('\n')}\n`, { values: ['y'], ...settings })).warnings ??
    [];

  it('are warned of where a part is cut from their end', async () => {
    const warning =
      "The rows of 'table.csv' are sorted by 'y', so the parts cut from their end have other numbers to predict than the training part. Shuffle the rows in the file, or keep their order if they follow each other in time.";
    expect(await warningsOf(rows, { testFraction: 0.2 })).toEqual([warning]);
    expect(await warningsOf(rows.toReversed(), { validationFraction: 0.2 })).toEqual([warning]);
    expect(await warningsOf(rows, {})).toEqual([]);
    expect(await warningsOf(rows, { testFraction: 0.2, keepOrder: true })).toEqual([]);
    const mixed = rows.map((_, i) => rows[(i * 7) % 20] ?? '');
    expect(await warningsOf(mixed, { testFraction: 0.2 })).toEqual([]);
  });
});

describe('labels', () => {
  const labelled = (labels: readonly string[]): string =>
    `a,k\n${labels.map((label, row) => `${(row * row) % 7},"${label}"`).join('\n')}\n`;

  it('that look alike are the same', async () => {
    const text = labelled([
      'New York',
      'New\u00a0York',
      'New  York',
      '\ufeffNew York\u200b',
      'Rome',
    ]);
    const source = await readContent(text, { label: 'k', keepOrder: true });
    expect(source.fields['label']).toMatchObject({ names: ['New York', 'Rome'] });
    expect(numbersOf(source, 'label')).toEqual([0, 0, 0, 0, 1]);
  });

  it('that are the same number are warned of where they are compared as names', async () => {
    const warningsOf = async (labels: readonly string[]): Promise<string> =>
      ((await readContent(labelled(labels), { label: 'k' })).warnings ?? []).join();
    expect(await warningsOf(['1', '1.0', 'other', '01'])).toContain(
      "Labels in 'k' that are the same number are kept apart, since 'other' is no number: '1', '1.0', '01'.",
    );
    expect(await warningsOf(['9007199254740993', '9007199254740992', '1', '1.0'])).toBe(
      "Labels in 'k' that are the same number are kept apart, since '9007199254740993' has too many digits to be compared: '1', '1.0'.",
    );
    expect(await warningsOf(['1', 'other', '2'])).toBe('');
  });

  it('of a part are refused where one is no number and those of the training file are', async () => {
    const refusal = await refusalOf(labelled(['0', '1', '0']), {
      label: 'k',
      testFile: 'a,k\n1,1.0\n2,zero\n',
    });
    expect(refusal).toBe(
      "'test.csv' has the label 'zero' at line 3, column 'k', but all labels of 'table.csv' are numbers. Mend that cell, or remove its row.",
    );
  });
});

describe('numbers that say that one is missing', () => {
  it('are warned of where they are far from all others', async () => {
    const warningsOf = async (cells: readonly (number | string)[]): Promise<string[]> =>
      (await readContent(`x\n${cells.join('\n')}\n`)).warnings ?? [];
    expect(await warningsOf([1, -9999, 2, -9999, 3.5])).toEqual([
      "'x' of 'table.csv' is -9999 in 2 rows, but from 1 to 3.5 in all others. If that says that a number is missing, empty these cells.",
    ]);
    expect(await warningsOf([1, 9999, 2, -999.25, 3.5])).toHaveLength(2);
    expect(await warningsOf([400, 999, 2, 900, 100])).toEqual([]);
  });
});

it('is no web page', async () => {
  await expect(readContent('<!doctype html><html><body>404</body></html>')).rejects.toThrow(
    /^'table.csv' is a web page \(HTML\), such as a server sends in place of a file, not a table/,
  );
  await expect(readContent('\ufeff\n<?xml version="1.0"?><a/>')).rejects.toThrow(/is an XML file/);
});
