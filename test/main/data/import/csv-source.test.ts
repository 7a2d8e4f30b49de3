import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importRequestSchema } from '#spec/dataset';
import { numbersOf, previewContent, readContent, refusalOf } from './table-fixture';

/** Each character as one byte. */
function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

describe('the fields of a table', () => {
  it('are features and classes, with the label in any column', async () => {
    const source = await readContent(
      '\ufeffa,kind,b\r\n1,oak,2.5\r\n\r\n-3,"ash, old",4e-1\r\n5, oak ,6\r\n',
      { label: 'kind' },
    );
    expect(source.fields).toEqual({
      features: { kind: 'values', shape: [2] },
      label: { kind: 'label', classes: 2, names: ['ash, old', 'oak'] },
    });
    expect(numbersOf(source, 'features')).toEqual([1, 2.5, -3, Math.fround(0.4), 5, 6]);
    expect(numbersOf(source, 'label')).toEqual([1, 0, 1]);
    expect(source.columns).toEqual({ features: ['a', 'b'] });
    expect([source.validation, source.test]).toEqual([null, null]);
    expect([source.notes, source.warnings]).toEqual([
      ["1 blank line of 'table.csv' is skipped."],
      [],
    ]);
  });

  it('are several values to predict, in the order of the request', async () => {
    const source = await readContent('x,y,t,kind\n1,2,3,a\n-4,5,7,b\n', {
      values: ['t', 'x'],
      label: 'kind',
    });
    expect(source.fields).toMatchObject({
      features: { shape: [1] },
      label: { names: ['a', 'b'] },
      value: { shape: [2] },
    });
    expect(numbersOf(source, 'features')).toEqual([2, 5]);
    expect(numbersOf(source, 'value')).toEqual([3, 1, 7, -4]);
    expect(source.columns).toEqual({ features: ['y'], value: ['t', 'x'] });
  });

  it('are features alone where nothing is to be predicted', async () => {
    const source = await readContent('x,y\n1,2.5\n3,4\n');
    expect(source.fields).toEqual({ features: { kind: 'values', shape: [2] } });
    expect(source.notes).toEqual([
      'No column is chosen to be predicted: these rows can only be used by a sequence that predicts its own next rows.',
    ]);
  });

  it('have the features of the request in its order, and ignore the others', async () => {
    const source = await readContent('name,x,y,k\nann,1,2,a\nbob,3,4,b\n', {
      label: 'k',
      features: ['y', '2'],
    });
    expect(numbersOf(source, 'features')).toEqual([2, 1, 4, 3]);
    expect(source.columns).toEqual({ features: ['y', 'x'] });
  });

  it('are refused where a column has two roles, or none is a feature', async () => {
    const table = 'x,y,k\n1,2,a\n3,4,b\n';
    expect(await refusalOf(table, { label: 'k', values: ['x'], ignore: ['1'] })).toMatch(
      /^The column 'x' is given twice, as a value to predict and as left out\./,
    );
    expect(await refusalOf(table, { label: 'k', features: ['k', 'x'] })).toMatch(
      /'k' is given twice/,
    );
    expect(await refusalOf(table, { label: 'k', values: ['x', 'y'] })).toMatch(
      /^No column of 'table.csv' is left as a feature\./,
    );
    expect(await refusalOf('time,x\n1,5\n2,7\n3,1\n', { values: ['x'] })).toMatch(
      /left as a feature without 'time', which numbers or times the rows\. Choose one as input/,
    );
    expect(await refusalOf(table, { label: 'z' })).toMatch(
      /^'table.csv' has no column 'z'. Its columns: x, y, k\./,
    );
    expect(await refusalOf(table, { label: '4' })).toMatch(/has no column '4'/);
    expect(await refusalOf('a,b,a\n1,2,x\n3,4,y\n', { label: 'a' })).toMatch(
      /more than one column 'a'\. Give it by its number/,
    );
  });

  it('have names for unnamed and repeated columns', async () => {
    const source = await readContent('a,,a,k\n1,5,2,x\n3,5,4,y\n', { label: 'k' });
    expect(source.columns).toEqual({ features: ['a (column 1)', '2', 'a (column 3)'] });
    expect(source.notes).toEqual([
      "Columns of the same name are told apart by their numbers: 'a (column 1)', 'a (column 3)'.",
    ]);
    const one = await readContent('a,,a,k\n1,5,2,x\n3,5,4,y\n', { label: 'k', ignore: ['3'] });
    expect(one.columns).toEqual({ features: ['a (column 1)', '2'] });
  });
});

describe('the text of a table', () => {
  it('is read without a header where that is said or seen', async () => {
    const source = await readContent('7,1,2\n8,3,4\n7,5,6\n', { label: '1' });
    expect(numbersOf(source, 'features')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(source.fields['label']).toMatchObject({ names: ['7', '8'] });
    expect(source.notes?.[0]).toMatch(/^The first row of 'table.csv' is read as an example/);
    const said = await readContent('a,b\n1,x\n2,y\n', { label: '2', header: true });
    expect(numbersOf(said, 'label')).toEqual([0, 1]);
    // The first row is text like the others, which the note says.
    const text = await readContent('k,n\na,x\nb,y\n', {
      label: '1',
      ignore: ['2'],
      header: false,
    }).catch((error: Error) => error.message);
    expect(text).toMatch(/No column/);
    const assumed = await previewContent('k,n\na,x\nb,y\n');
    expect(assumed.dialect.header).toBe(true);
    expect(assumed.notes[0]).toBe(
      "The first row of 'table.csv' is assumed to hold the names of the columns: it is text like the rows below.",
    );
  });

  it('is warned of where the names are numbers', async () => {
    const table = '5.1,3.5,a\n4.9,3,b\n4.7,3.2,a\n';
    const source = await readContent(table, { label: '3', header: true });
    expect(source.train.count).toBe(2);
    expect(source.warnings?.[0]).toMatch(
      /^2 of the 3 names of columns in 'table.csv' are numbers: 5.1, 3.5\. If its first row is an example/,
    );
  });

  it('has any delimiter, decimal mark and line end', async () => {
    const tables = [
      ['a;b;k\n0,5;-2;x\n1,5;3;y\n', {}],
      ['a\tb\tk\r\n0,5\t-2\tx\r\n1,5\t3\ty\r\n', {}],
      ['a|b|k\r0.5|-2|x\r1.5|3|y\r', {}],
      ['  a   b k\n 0.5  -2 x\n1.5\t3 y  \n', {}],
      ['"a","b","k"\n"0,5","-2","x"\n"1,5","3","y"', {}],
      ['# made by hand\n# a b k\n0.5 -2 x\n1.5 3 y\n', {}],
      ['sep=;\na;b;k\n0.5;-2;x\n1.5;3;y\n', {}],
    ] as const;
    for (const [text] of tables) {
      const source = await readContent(text, { label: 'k' });
      expect(numbersOf(source, 'features'), text).toEqual([0.5, -2, 1.5, 3]);
      expect(source.fields['label'], text).toMatchObject({ names: ['x', 'y'] });
    }
  });

  it('is decoded', async () => {
    const table = 'größe;k\n1,5;Ärger\n2,5;Öl\n3,5;€uro’s\n';
    const names = ['Ärger', 'Öl', '€uro’s'];
    const contents = [
      Buffer.from(table),
      Buffer.from(`\ufeff${table}`),
      Buffer.from(`\ufeff${table}`, 'utf16le'),
      Buffer.from(table, 'utf16le'),
      Buffer.from(`\ufeff${table}`, 'utf16le').swap16(),
      Buffer.from(table, 'utf16le').swap16(),
      latin1(table.replace('€', '\x80').replace('’', '\x92')),
    ];
    for (const content of contents) {
      const source = await readContent(content, { label: 'k' });
      expect(source.fields['label']).toMatchObject({ names });
      expect(source.columns).toEqual({ features: ['größe'] });
    }
    const last = await readContent(contents[6] ?? '', { label: 'k' });
    expect(last.warnings).toEqual([
      "'table.csv' is not UTF-8, and nothing tells its encoding: it is read as windows-1252 (Western European). If names look wrong, choose another encoding.",
      // The rows are 1.5, 2.5, 3.5.
      expect.stringMatching(/'größe' changes by the same amount/) as string,
    ]);
  });

  it('keeps apart names that are the same after decoding with losses', async () => {
    const source = await readContent(latin1('a,k\n1,M\xe9xico\n2,M\xe8xico\n5,USA\n'), {
      label: 'k',
    });
    expect(source.fields['label']).toMatchObject({ names: ['México', 'Mèxico', 'USA'].sort() });
  });

  it('is refused with the place where it cannot be decoded', async () => {
    // 0x81 is no character of windows-1252.
    expect(await refusalOf(latin1('a,k\n1,x\n2,p\x81q\n'))).toBe(
      "'table.csv' is not text in the encoding windows-1252: it goes wrong at line 3, character 4. Choose its encoding, or save it as UTF-8.",
    );
    const greek = latin1('a,k\n1,\xe4\n2,y\n');
    expect(await refusalOf(greek, { label: 'k', encoding: 'utf-8' })).toMatch(
      /not text in the encoding utf-8: it goes wrong at line 2, character 3/,
    );
    expect(await refusalOf('a,k\n1,x\0\n2,y\n', { label: 'k' })).toMatch(
      /has a byte of value 0 at line 2, character 4/,
    );
    expect(await refusalOf('a,k\n1,M\ufffd\n2,y\n', { label: 'k' })).toMatch(
      /has a character at line 2, in 'M\ufffd', that was lost when the file was converted/,
    );
  });

  it('is read gzipped, under any name', async () => {
    const table = 'a,kind\n1,x\n2,y\n';
    const plain = await readContent(table, { label: 'kind' });
    const packed = await readContent(gzipSync(table), { label: 'kind' });
    expect(packed.fields).toEqual(plain.fields);
    expect(numbersOf(packed, 'features')).toEqual([1, 2]);
    // The packed data is cut off, or holds no table.
    const cut = gzipSync(`a,kind\n${'1,x\n'.repeat(5_000)}`).subarray(0, 40);
    await expect(readContent(cut)).rejects.toThrow(/'table.csv' is gzipped and damaged/);
    await expect(previewContent(cut)).rejects.toThrow(/'table.csv' is gzipped and damaged/);
    await expect(readContent(gzipSync('%PDF-1.7\0'))).rejects.toThrow(/is a PDF document/);
  });

  it('is refused with the name of what it is', async () => {
    const refused = async (content: string | Uint8Array, words: RegExp): Promise<void> => {
      await expect(readContent(content)).rejects.toThrow(words);
      await expect(previewContent(content)).rejects.toThrow(words);
    };
    await refused(
      latin1('%PDF-1.7\n%\xe2\xe3'),
      /'table.csv' is a PDF document, not a table of text/,
    );
    await refused(latin1('PAR1\x15\x00'), /is a Parquet file/);
    await refused(latin1('PK\x03\x04\x14\x00[Content_Types].xml'), /is an Office document/);
    await refused(latin1('PK\x03\x04\x14\x00x.txt'), /is a ZIP archive/);
    await refused(latin1('\x93NUMPY\x01\x00'), /is a NumPy array/);
    await expect(readContent('', { file: '/nowhere.csv' })).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('is refused with the line where rows or quotation marks do not fit', async () => {
    expect(await refusalOf('a,b,k\n1,2,x\n2,y\n3,4,y\n', { label: 'k' })).toBe(
      "'table.csv' has 2 cells at line 3, but 3 cells at line 1. Either that line is damaged, or cells are not separated by commas, or a cell that holds commas is not in quotation marks.",
    );
    expect(await refusalOf('a,k\n1,x\n2,"y\n3,z\n')).toMatch(
      /has a quotation mark after line 2 that is not closed/,
    );
    expect(await refusalOf('a,k\n1,x\n2,y"z"\n')).toMatch(/quotation mark out of place at line 3/);
    expect(await refusalOf('a,k\n1,"x"y\n')).toMatch(/quotation mark out of place at line 2/);
    // Cells of several lines, with the line ends of Windows.
    expect(await refusalOf('a,k\r\n1,"x\r\ny"\r\n\r\n2\r\n', { label: 'k' })).toMatch(
      /has 1 cell at line 5/,
    );
    expect(await refusalOf('a,kind\n')).toMatch(/has no rows. Its first line must name/);
    expect(await refusalOf('')).toMatch(/has no rows/);
    expect(await refusalOf('a,k\n1,x\n', { label: 'k', delimiter: ';' })).toMatch(
      /has no column 'k'. Its columns: a,k\./,
    );
  });
});

describe('numbers', () => {
  it('are refused all at once, with their places, where they are text', async () => {
    const message = await refusalOf('n,a,b,k\nann,1,red,x\nbob,,2,y\n', { label: 'k' });
    expect(message).toBe(
      "'table.csv' has text where numbers are expected, in the columns 'n' ('ann' at line 2), 'b' ('red' at line 2). Mend these cells, leave the columns out, or choose one as the label.",
    );
    expect(await refusalOf('a,k\n1,x\n\nred,y\n', { label: 'k' })).toMatch(/'red' at line 4/);
    const source = await readContent('n,a,b,k\nann,1,red,x\nbob,2,2,y\n', {
      label: 'k',
      ignore: ['n', '3'],
    });
    expect(source.columns).toEqual({ features: ['a'] });
  });

  it.each([
    ['1.234,5', 'Write numbers without thousands separators.'],
    ["1'234", 'Write numbers without thousands separators.'],
    ['0,5', 'Its decimal mark is not a point, as elsewhere in the file.'],
    ['0x10', 'Write numbers in decimal notation.'],
    ['1_000', 'Write numbers in decimal notation.'],
  ])('are not %s', async (cell, hint) => {
    const message = await refusalOf(`a;k\n0.5;x\n${cell};y\n`, { label: 'k' });
    expect(message).toContain(`'a' ('${cell}' at line 3)`);
    expect(message).toContain(hint);
  });

  it.each(['inf', '-Infinity', '1e39', '1e400'])(
    'are refused as %s, with the place',
    async (cell) => {
      expect(await refusalOf(`a,k\n1,x\n${cell},y\n`, { label: 'k' })).toBe(
        `'table.csv' has '${cell}' at line 3, column 'a': numbers must be finite and at most 3.4e38. Mend that cell, or leave the column out.`,
      );
    },
  );

  it('may be written with an exponent, a sign, or as TRUE and FALSE', async () => {
    const source = await readContent('a,b,k\n1e-2,TRUE,x\n+.5,false,y\n-7.,True,x\n', {
      label: 'k',
    });
    expect(numbersOf(source, 'features')).toEqual([0.01, 1, 0.5, 0, -7, 1].map(Math.fround));
    expect(source.notes).toEqual(["TRUE is read as 1 and FALSE as 0 in 'b'."]);
  });

  it('with a comma that may separate thousands are refused or warned of', async () => {
    const quoted = 'a,k\n"1,234",x\n"5,678",y\n';
    expect(await refusalOf(quoted, { label: 'k' })).toBe(
      "The comma in numbers such as '1,234' in 'table.csv' may be a decimal comma or separate thousands. Choose the decimal mark, or write the numbers without commas.",
    );
    const said = await readContent(quoted, { label: 'k', decimal: ',' });
    expect(numbersOf(said, 'features')).toEqual([1.234, 5.678].map(Math.fround));
    expect(await refusalOf(quoted, { label: 'k', decimal: '.' })).toMatch(
      /'1,234' at line 2.*without thousands separators/,
    );
    const semicolons = await readContent('a;k\n1,234;x\n5,678;y\n', { label: 'k' });
    expect(semicolons.warnings?.[0]).toMatch(
      /^Numbers such as '1,234' in 'table.csv' are read with a decimal comma/,
    );
    const points = await readContent('a;k\n1.234;x\n5.678;y\n', { label: 'k' });
    expect(points.warnings?.[0]).toMatch(/^Numbers such as '1.234' .* with a decimal point/);
    expect((await readContent('a,k\n1.234,x\n5.678,y\n', { label: 'k' })).warnings).toEqual([]);
    const clear = await readContent('a;k\n1,234;x\n0,678;y\n', { label: 'k' });
    expect(clear.warnings).toEqual([]);
  });
});

describe('labels', () => {
  const classesOf = async (
    labels: readonly string[],
    settings: object = {},
  ): Promise<{ names: unknown; data: number[]; notes: string[]; warnings: string[] }> => {
    const rows = labels.map((label, row) => `${(row * row) % 7},"${label}"`).join('\n');
    const source = await readContent(`a,k\n${rows}\n`, {
      label: 'k',
      keepOrder: true,
      ...settings,
    });
    const field = source.fields['label'];
    return {
      names: field?.kind === 'label' ? field.names : null,
      data: numbersOf(source, 'label'),
      notes: source.notes ?? [],
      warnings: source.warnings ?? [],
    };
  };

  it('that are numbers are compared as numbers', async () => {
    const { names, data, notes } = await classesOf(['10', '9.0', '010', '9', '-0', '0']);
    expect(names).toEqual(['0', '9', '10']);
    expect(data).toEqual([2, 1, 2, 1, 0, 0]);
    expect(notes).toEqual([
      "The labels in 'k' are compared as numbers: '9.0' is class 9, '010' is class 10, '-0' is class 0.",
    ]);
    expect((await classesOf(['2', '1', '2'])).notes).toEqual([]);
  });

  it('that are numbers are the same in all files', async () => {
    const source = await readContent('a,k\n1,0\n5,1\n2,0\n', {
      label: 'k',
      testFile: 'a,k\n1,1.0\n2,00\n7,"1"\n',
      validationFile: 'a;k\n1;"1,0"\n2,5;0\n',
    });
    expect(numbersOf(source, 'label', 'test')).toEqual([1, 0, 1]);
    expect(numbersOf(source, 'label', 'validation')).toEqual([1, 0]);
  });

  it('too large to be exact are names', async () => {
    const { names } = await classesOf(['9007199254740993', '9007199254740992', '1', '1.0']);
    expect(names).toEqual(['1', '1.0', '9007199254740992', '9007199254740993']);
  });

  it('that are names are ordered by code points, without blanks around them', async () => {
    // The second begins with a character of two UTF-16 units, which is the larger code point.
    const { names } = await classesOf(['\uffee', '\u{1f333}', ' b ', 'b', 'B']);
    expect(names).toEqual(['B', 'b', '\uffee', '\u{1f333}']);
    const composed = await classesOf(['\u00e9', 'e\u0301', 'f']);
    expect(composed.names).toEqual(['f', '\u00e9']);
  });

  it('that differ only in case are kept apart, with a warning', async () => {
    const { names, warnings } = await classesOf(['Oak', 'oak', 'ash']);
    expect(names).toEqual(['Oak', 'ash', 'oak']);
    expect(warnings).toEqual([
      'Classes differ only in capital letters and are kept apart: Oak, oak.',
    ]);
  });

  it('such as NA are names among names, and missing among numbers', async () => {
    const { names, warnings } = await classesOf(['NA', 'EU', 'AS']);
    expect(names).toEqual(['AS', 'EU', 'NA']);
    expect(warnings).toEqual([
      "'NA' in 'k' is read as the name of a class. If it says that the label is missing, empty these cells or remove their rows.",
    ]);
    expect(await refusalOf('a,k\n1,0\n2,NA\n3,1\n', { label: 'k' })).toBe(
      "'table.csv' has 1 missing cell: 1 in 'k' (line 3). A row without 'k', which is to be predicted, can only be dropped or completed in the file.",
    );
    expect(await refusalOf('a,k\n1,x\n2,nan\n3,y\n', { label: 'k' })).toMatch(
      /1 in 'k' \(line 3\)/,
    );
  });

  it('that only another file has are refused with their line', async () => {
    expect(
      await refusalOf('a,k\n1,b\n2,c\n3,b\n', { label: 'k', testFile: 'a,k\n4,b\n5,a\n' }),
    ).toBe(
      "'test.csv' has the class 'a' at line 3, column 'k', but 'table.csv' has no example of it. Add examples to it, or remove these rows.",
    );
    // A class of the last rows is not in the training part once these are cut off.
    expect(
      await refusalOf('a,k\n1,b\n2,c\n3,b\n4,c\n5,d\n', { label: 'k', testFraction: 0.2 }),
    ).toMatch(/The test part has a class of 'label' that the training part lacks: d/);
  });

  it('are at most 1000, and look like measurements where they are many fractions', async () => {
    const many = Array.from({ length: 1001 }, (_, i) => `${i % 7},${i}.5`).join('\n');
    expect(await refusalOf(`a,k\n${many}\n`, { label: 'k' })).toMatch(
      /label column 'k' has 1,001 different labels; 1,000 are the most.*choose it as a value/,
    );
    const some = await classesOf(Array.from({ length: 33 }, (_, i) => `${(i % 11) + 0.5}`));
    expect(some.warnings).toEqual([
      "The label 'k' has 11 different numbers, not all of them whole. If it is a measurement, choose it as a value to predict.",
    ]);
    expect(await refusalOf('a,k\n1,x\n2,x\n', { label: 'k' })).toMatch(/all 'x'/);
  });
});

describe('row numbers', () => {
  it.each([
    [',a,k', '0,5,x\n1,3,y\n2,4,x', '1'],
    ['Unnamed: 0,a,k', '17,5,x\n4,3,y\n9,4,x', 'Unnamed: 0'],
    ['Time (s),a,k', '0.1,5,x\n0.2,3,y\n0.3,4,x', 'Time (s)'],
    ['frame,a,k', '0,5,x\n6,3,y\n13,4,x', 'frame'],
    ['id,a,k', '7,5,x\n1,3,y\n4,4,x', 'id'],
  ])('in a column called by %s are left out', async (header, rows, name) => {
    const source = await readContent(`${header}\n${rows}\n`, { label: 'k' });
    expect(source.columns).toEqual({ features: ['a'] });
    expect(source.notes).toEqual([`'${name}' is left out, since it numbers or times the rows.`]);
    const kept = await readContent(`${header}\n${rows}\n`, { label: 'k', features: ['1', 'a'] });
    expect(kept.fields['features']).toMatchObject({ shape: [2] });
  });

  it('are features where their numbers say something else', async () => {
    const repeated = await readContent('id,a,k\n7,5,x\n1,3,y\n7,4,x\n', { label: 'k' });
    expect(repeated.columns).toEqual({ features: ['id', 'a'] });
    const time = await readContent('time,a,k\n7,5,x\n1,3,y\n4,4,x\n', { label: 'k' });
    expect(time.columns).toEqual({ features: ['time', 'a'] });
    const counting = await readContent('n,a,k\n1,5,x\n2,3,y\n3,4,x\n', { label: 'k' });
    expect(counting.columns).toEqual({ features: ['n', 'a'] });
    expect(counting.warnings).toEqual([
      "'n' changes by the same amount from row to row, as row numbers do. Leave it out, unless it is a measurement.",
    ]);
  });

  it('are left out as empty columns are', async () => {
    const source = await readContent('a,k,\n1,x,\n2,y,\n', { label: 'k' });
    expect(source.columns).toEqual({ features: ['a'] });
    expect(source.notes).toEqual(["'3' is left out, since all its cells are empty."]);
  });
});

describe('missing cells', () => {
  const table = 'a,b,k\n1,10,x\nNA,20,y\n3,?,x\n5,30,y\n';

  it('are refused with their number and the first line', async () => {
    expect(await refusalOf(table, { label: 'k' })).toBe(
      "'table.csv' has 2 missing cells: 1 in 'a' (line 3), 1 in 'b' (line 4). Drop these rows, or fill in the mean of the column or a constant.",
    );
    expect(await refusalOf('a,k\n1,x\n"",y\nnull,x\n', { label: 'k' })).toMatch(
      /2 missing cells: 2 in 'a' \(the first at line 3\)/,
    );
    // A column that is left out may have them.
    expect(await refusalOf(table, { label: 'k', ignore: ['a', 'b'], features: [] })).not.toMatch(
      /missing/,
    );
  });

  it('drop their rows', async () => {
    const source = await readContent(table, { label: 'k', missing: 'drop' });
    expect(numbersOf(source, 'features')).toEqual([1, 10, 5, 30]);
    expect(numbersOf(source, 'label')).toEqual([0, 1]);
    expect(source.notes).toEqual([
      "2 of 4 rows of 'table.csv' are dropped because of missing cells: 1 in 'a' (line 3), 1 in 'b' (line 4).",
    ]);
    const label = await readContent('a,k\n1,x\n2,\n3,y\n', { label: 'k', missing: 'drop' });
    expect(numbersOf(label, 'features')).toEqual([1, 3]);
    expect(
      await refusalOf('a,k\n,x\n,y\n', { features: ['a'], label: 'k', missing: 'drop' }),
    ).toMatch(/^Every row of 'table.csv' has a missing cell/);
  });

  it('keep a column constant that is filled in with its mean, whose sum rounds', async () => {
    // 3.1 seven times sums to 21.700000000000003, a seventh of which is not 3.1.
    const rows = [...Array.from({ length: 7 }, () => '3.1'), ''].map(
      (cell, row) => `${row % 3},${cell},${row % 2}`,
    );
    const source = await readContent(`a,b,k\n${rows.join('\n')}\n`, {
      label: 'k',
      missing: 'mean',
      scaling: 'standardize',
    });
    expect(source.scaling?.['features']).toMatchObject({ scale: [expect.any(Number), 1] });
    expect(numbersOf(source, 'features').filter((_, index) => index % 2 === 1)).toEqual(
      Array.from({ length: 8 }, () => 0),
    );
  });

  it('are filled in with the mean of the training rows', async () => {
    // The last row is the test part, so the mean of a is (1 + 3) / 2.
    const source = await readContent(table, {
      label: 'k',
      missing: 'mean',
      testFraction: 0.25,
    });
    expect(numbersOf(source, 'features')).toEqual([1, 10, 2, 20, 3, 15]);
    expect(numbersOf(source, 'features', 'test')).toEqual([5, 30]);
    expect(source.notes).toEqual([
      "2 missing cells are filled in with the mean of the column in the training part: 1 in 'a' with 2, 1 in 'b' with 15.",
    ]);
  });

  it('are filled in with a constant', async () => {
    const source = await readContent(table, { label: 'k', missing: 'constant', missingValue: -1 });
    expect(numbersOf(source, 'features')).toEqual([1, 10, -1, 20, 3, -1, 5, 30]);
    expect(source.notes).toEqual(["2 missing cells are filled in with -1: 1 in 'a', 1 in 'b'."]);
  });

  it('of what is to be predicted are never filled in', async () => {
    for (const missing of ['mean', 'constant'] as const)
      expect(await refusalOf('a,v\n1,2\n2,\n', { values: ['v'], missing })).toMatch(
        /^'table.csv' has 1 missing cell: 1 in 'v' \(line 3\)\. A row without 'v'/,
      );
  });
});

describe('parts', () => {
  const rows = Array.from({ length: 10 }, (_, i) => `${i * i},${'ab'[i % 2]}`);
  const table = `x,k\n${rows.join('\n')}\n`;

  it('are cut from the end, the test part last', async () => {
    const source = await readContent(table, {
      label: 'k',
      validationFraction: 0.2,
      testFraction: 0.3,
    });
    expect(numbersOf(source, 'features')).toEqual([0, 1, 4, 9, 16]);
    expect(numbersOf(source, 'features', 'validation')).toEqual([25, 36]);
    expect(numbersOf(source, 'features', 'test')).toEqual([49, 64, 81]);
    expect(numbersOf(source, 'label', 'test')).toEqual([1, 0, 1]);
  });

  it('are refused where rows are too few, or a part is given twice', async () => {
    expect(await refusalOf(table, { label: 'k', testFraction: 0.04 })).toMatch(
      /^'table.csv' has 10 rows, too few to cut a test part of 0.04 from them/,
    );
    expect(
      await refusalOf(table, { label: 'k', testFraction: 0.5, validationFraction: 0.5 }),
    ).toMatch(/leave no row of 'table.csv' to train on/);
    expect(await refusalOf(table, { label: 'k', testFraction: 0.2, testFile: table })).toMatch(
      /^The test part has a file of its own/,
    );
  });

  it('are cut after the rows were shuffled where they are sorted by class', async () => {
    const sorted = Array.from({ length: 90 }, (_, i) => `${i},${'abc'[Math.floor(i / 30)]}`);
    const text = `x,k\n${sorted.join('\n')}\n`;
    const source = await readContent(text, { label: 'k', testFraction: 0.3 });
    const features = [...numbersOf(source, 'features'), ...numbersOf(source, 'features', 'test')];
    const labels = [...numbersOf(source, 'label'), ...numbersOf(source, 'label', 'test')];
    expect([...features].sort((a, b) => a - b)).toEqual(sorted.map((_, i) => i));
    expect(labels).toEqual(features.map((x) => Math.floor(x / 30)));
    expect(new Set(labels.slice(63)).size).toBe(3);
    expect(source.description).toMatch(/sorted by class, so its rows were mixed/);
    expect(source.notes).toEqual(['The rows were sorted by class, so they are shuffled.']);
    expect(source.mixed).toBe(true);
    const kept = await readContent(text, { label: 'k', keepOrder: true });
    expect(numbersOf(kept, 'features')).toEqual(sorted.map((_, i) => i));
    expect([kept.mixed, kept.description]).toEqual([false, "CSV file table.csv, 1 column and 'k'"]);
  });

  it('have the columns of the training file, in any order', async () => {
    const source = await readContent('a,b,k\n1,2,x\n3,5,y\n', {
      label: 'k',
      testFile: 'k;c;b;a\ny;9;4,5;3\n',
      validationFile: 'b,k,a\n7,x,8\n',
    });
    expect(numbersOf(source, 'features', 'test')).toEqual([3, 4.5]);
    expect(numbersOf(source, 'label', 'test')).toEqual([1]);
    expect(numbersOf(source, 'features', 'validation')).toEqual([8, 7]);
    expect(source.notes).toEqual([
      "The columns of 'validation.csv' are in another order; they are matched by their names.",
      "The cells of 'test.csv' are separated by semicolons.",
      "The numbers of 'test.csv' have a decimal comma.",
      "'test.csv' has columns that 'table.csv' lacks; they are left out: c.",
    ]);
  });

  it('are refused where their columns differ', async () => {
    const train = 'x,kind\n1,b\n2,c\n';
    expect(await refusalOf(train, { label: 'kind', testFile: 'y,kind\n1,b\n' })).toBe(
      "'test.csv' has other columns (y, kind) than 'table.csv' (x, kind).",
    );
    expect(await refusalOf(train, { label: 'kind', testFile: '1,b\n3,c\n' })).toMatch(
      /'test.csv' has no header, but 'table.csv' has one/,
    );
    expect(await refusalOf('1,b\n2,c\n', { label: '2', testFile: 'x,kind\n1,b\n' })).toMatch(
      /'test.csv' has a header, but 'table.csv' has none/,
    );
    expect(await refusalOf('1,b\n2,c\n', { label: '2', testFile: '1,2,b\n3,4,c\n' })).toMatch(
      /'test.csv' has other columns \(1, 2, 3\) than 'table.csv' \(1, 2\)/,
    );
    expect(await refusalOf(train, { label: 'kind', testFile: 'x,kind\nred,b\n4,b\n' })).toMatch(
      /^'test.csv' has text where numbers are expected, in the column 'x' \('red' at line 2\)/,
    );
    expect(await refusalOf(train, { label: 'kind', testFile: 'x,kind\n,b\n' })).toMatch(
      /^'test.csv' has 1 missing cell/,
    );
  });
});

describe('scaling', () => {
  const table = 'a,b,v\n1,7,10\n3,7,20\n5,7,30\n9,8,50\n';

  it('to zero mean and unit variance is fitted to the training rows', async () => {
    // The test part is the last row. a: mean 3, variance (4 + 0 + 4) / 3; b is constant.
    const source = await readContent(table, {
      values: ['v'],
      scaling: 'standardize',
      testFraction: 0.25,
    });
    const deviation = Math.sqrt(8 / 3);
    expect(source.scaling).toEqual({
      features: { method: 'standardize', offset: [3, 7], scale: [deviation, 1] },
    });
    expect(numbersOf(source, 'features')).toEqual(
      [-2 / deviation, 0, 0, 0, 2 / deviation, 0].map(Math.fround),
    );
    expect(numbersOf(source, 'features', 'test')).toEqual([Math.fround(6 / deviation), 1]);
    expect(numbersOf(source, 'value')).toEqual([10, 20, 30]);
    expect(source.notes).toEqual([
      "Features except 'b' have zero mean and unit variance over the 3 training rows.",
    ]);
    expect(source.warnings).toEqual([
      "'b' has the same number in all training rows, so it is not scaled: nothing can be learned from it, although it varies in other parts.",
    ]);
  });

  it('to a range includes the values to predict on request', async () => {
    const source = await readContent(table, {
      values: ['v'],
      scaling: 'min-max',
      scaleValues: true,
      testFraction: 0.25,
    });
    expect(source.scaling).toEqual({
      features: { method: 'min-max', offset: [1, 7], scale: [4, 1] },
      value: { method: 'min-max', offset: [10], scale: [20] },
    });
    expect(numbersOf(source, 'features')).toEqual([0, 0, 0.5, 0, 1, 0]);
    expect(numbersOf(source, 'value', 'test')).toEqual([2]);
    expect(source.notes?.[0]).toMatch(
      /^Features and values to predict except 'b' are scaled to the range from 0/,
    );
  });

  it('keeps small differences of large numbers, computed in float64', async () => {
    const source = await readContent('t,k\n1600000000,a\n1600000001,b\n1600000003,a\n', {
      features: ['t'],
      label: 'k',
      scaling: 'min-max',
    });
    expect(numbersOf(source, 'features')).toEqual([0, 1 / 3, 1].map(Math.fround));
  });

  it('is warned of where it sees rows that a task may cut off', async () => {
    const source = await readContent(table, { values: ['v'], scaling: 'min-max' });
    expect(source.warnings?.at(-1)).toMatch(/^The scaling is fitted to all rows, also to those/);
  });
});

describe('warnings', () => {
  const warningsOf = async (text: string, settings: object): Promise<string[]> =>
    (await readContent(text, settings)).warnings ?? [];

  it('name constant columns and copies of the target', async () => {
    expect(await warningsOf('c,a,k\n5,1,0\n5,4,1\n5,2,0\n', { label: 'k' })).toEqual([
      "'c' has the same number in all training rows: nothing can be learned from it.",
    ]);
    expect(await warningsOf('a,b,k\n1,3,1\n0,4,0\n1,9,1.0\n', { label: 'k' })).toEqual([
      "'a' equals 'k' in every row, so nothing is left to be predicted. Leave it out.",
    ]);
    expect(await warningsOf('a,b,v\n1,3,1\n0,4,0\n1,9,1\n', { values: ['v'] })).toEqual([
      "'a' equals 'v' in every row, so nothing is left to be predicted. Leave it out.",
    ]);
  });

  it('name columns that should be scaled', async () => {
    const table = 'a,b,k\n0.001,5000,x\n0.004,9000,y\n0.002,2000,x\n';
    expect(await warningsOf(table, { label: 'k' })).toEqual([
      expect.stringMatching(
        /^'b' varies [\d,]+ times as much as 'a'\. Scale the columns/,
      ) as string,
    ]);
    const scaled = await warningsOf(table, { label: 'k', scaling: 'standardize', testFile: table });
    expect(scaled).toEqual([]);
    expect(
      await warningsOf('a,b,k\n5000,50000,x\n9000,70000,y\n2000,20000,x\n', { label: 'k' }),
    ).toEqual([
      "'b' has numbers up to 70,000. Networks learn better from numbers around 1: scale the columns.",
    ]);
  });

  it('name numbers that float32 cannot tell apart, unless scaling can', async () => {
    const table = 't,k\n1600000000,a\n1600000001,b\n1600000003,a\n';
    const settings = { label: 'k', features: ['t'] };
    expect(await warningsOf(table, settings)).toContain(
      "Numbers of 't' become equal when they are stored in 32 bits, such as 1600000000 and 1600000001. Scale the column, or subtract an offset from it in the file.",
    );
    const scaled = await warningsOf(table, { ...settings, scaling: 'min-max' });
    expect(scaled.join()).not.toMatch(/32 bits/);
  });

  it('name rows of zeros where others have none', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i + 1},${(i % 5) + 2}`);
    const table = `x,y\n${rows.join('\n')}\n0,0\n`;
    expect(await warningsOf(table, {})).toEqual([
      "Row 41 of 'table.csv' is 0 in all columns. If it is no measurement, remove it from the file.",
    ]);
    const sparse = `x,y\n${rows.map((_, i) => (i % 2 ? '0,1' : '3,0')).join('\n')}\n0,0\n`;
    expect(await warningsOf(sparse, {})).toEqual([]);
  });
});

describe('messages', () => {
  it('quote long cells and names in part', async () => {
    const long = 'x'.repeat(100_000);
    for (const text of [`a,kind\n${long},x\n`, `${long},b\n1,2\n`, `a,kind\n1,"${long}\n`])
      expect((await refusalOf(text, { label: 'kind' })).length).toBeLessThan(500);
    const wide = Array.from({ length: 5_000 }, (_, index) => `column${index}`).join();
    expect((await refusalOf(`${wide}\n`, { label: 'kind' })).length).toBeLessThan(500);
    expect((await refusalOf('a,kind\n1,x\n', { label: long })).length).toBeLessThan(500);
    const texts = `${wide}\n${wide}\n`;
    expect((await refusalOf(texts)).length).toBeLessThan(1500);
  });

  it('accept requests of the format only', () => {
    const request = { format: 'csv', id: 't', file: 'x', label: 'k', target: 'class' };
    expect(importRequestSchema.safeParse(request).success).toBe(false);
  });
});
