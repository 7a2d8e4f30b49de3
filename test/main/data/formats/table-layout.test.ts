import { describe, expect, it } from 'vitest';
import { detectLayout, type KnownLayout } from '#data/formats/table-layout';

const detect = (text: string, known: Partial<KnownLayout> = {}, isWhole = true) =>
  detectLayout(text, { names: [], ...known }, isWhole);

describe('the layout of a table', () => {
  it.each([
    ['a,b\n1,2\n', ',', null],
    ['a;b\n1,5;2\n', ';', ','],
    // A comma divides these rows evenly too.
    ['0,5;1,5\n0,6;1,7\n', ';', ','],
    ['0,5 1,5\n0,6 1,7\n', 'whitespace', ','],
    ['Doe, John;3;4\nRoe, Jane;5;6\n', ';', null],
    ['"a;b","c;d"\n"1;2",3\n', ',', null],
    ['a, b\n0.5, 1\n', ',', '.'],
    ['t,x\n2012-05-10 15:19,1.5\n2012-05-10 15:20,2.5\n', ',', '.'],
    ['a\tb c\n1\t2\n', '\t', null],
    ['x\n0,5\n1,5\n', ';', ','],
    ['5\n6\n', ',', null],
    ['a,b,c\n1,2\n3,4\n', ',', null],
    ['', ',', null],
  ] as const)('of %j', async (text, delimiter, decimal) => {
    expect(await detect(text)).toMatchObject({ delimiter, decimal });
  });

  it('is what the user says', async () => {
    const text = 'a;b\n1,5;2\n';
    expect(await detect(text, { delimiter: ',', decimal: '.', header: false })).toMatchObject({
      delimiter: ',',
      decimal: '.',
      header: false,
    });
  });

  it.each([
    ['a,b\n1,2\n3,4\n', true, 'seen'],
    ['1,2\n3,4\n', false, 'seen'],
    ['5.1,x\n4.9,y\n', false, 'seen'],
    // A name is enough, and missing cells say nothing.
    [',a,2\n0,1,5\n1,NA,6\n', true, 'seen'],
    ['NA,7\n1,8\n', false, 'seen'],
    ['name,town\nann,oslo\n', true, 'assumed'],
    ['name,2019\nann,oslo\n', false, 'seen'],
    ['1,2\n', false, 'seen'],
    ['a,b\n', true, 'seen'],
    // pandas counts the columns from 0.
    ['0,1,2\n1.5,2,3\n4,5,5.5\n', true, 'counted'],
    [',0,1,2\n0,5,3,1\n1,2,7,4\n', true, 'counted'],
    [',0\n0,5\n1,7\n', true, 'counted'],
    ['0,1\n1.5,2\n4,5\n', true, 'counted'],
    // These may be examples.
    ['0,1\n1,0\n1,1\n', false, 'seen'],
    ['0,1,2\n3,4,5\n6,7,8\n', false, 'seen'],
    [',0\n5,5\n1,7\n', false, 'seen'],
  ] as const)('has a header in %j: %s', async (text, header, headerReason) => {
    expect(await detect(text)).toMatchObject({ header, headerReason });
  });

  it.each([
    ['"a" "b"\n"1" 1.5 2\n"2" 3 4\n', 'whitespace', true],
    ['x\n1 5.5\n2 6\n', 'whitespace', true],
    ['a,b\nann,1.5,2\nbob,3,4\n', ',', true],
    ['a,b\n7,1.5,2\n3,3,4\n', ',', true],
    // The first line may be a title; names of rows are different.
    ['Title\n4 5.5\n7 6\n', 'whitespace', false],
    ['a,b\nann,1.5,2\nann,3,4\n', ',', false],
  ] as const)('has names of rows without a header in %j', async (text, delimiter, hasRowNames) => {
    expect(await detect(text)).toMatchObject({ delimiter, hasRowNames });
    expect(await detect(text, { header: false })).toMatchObject({ hasRowNames: false });
  });

  it('has its decimal mark from columns that are used as numbers', async () => {
    const text = 'date;x\n01.05;1,5\n02.05;2,5\n03.05;3\n';
    expect(await detect(text)).toMatchObject({ decimal: '.' });
    const usedAsNumbers = ([first]: string[], header: boolean) => {
      expect([first, header]).toEqual(['date', true]);
      return (column: number): boolean => column === 1;
    };
    expect(await detect(text, { usedAsNumbers })).toMatchObject({ decimal: ',' });
  });

  it('has no blanks between cells that another delimiter divides evenly', async () => {
    const text = 'x,l\n1.5 mm,a\n2.5 mm,b\n';
    expect(await detect(text)).toMatchObject({ delimiter: ',' });
    const named = 'x y,1\n1 2,3\n4 5\n6 7\n';
    expect(await detect(named)).toMatchObject({ delimiter: 'whitespace' });
    expect(await detect(named, { names: ['x y'] })).toMatchObject({ delimiter: ',' });
  });

  it('has a header where the first row has a name of the request', async () => {
    const text = '7,k\n1,a\n2,b\n';
    expect(await detect(text)).toMatchObject({ header: false });
    expect(await detect(text, { names: ['k'] })).toMatchObject({ header: true });
    expect(await detect(text, { names: ['7'] })).toMatchObject({ header: false });
  });

  it('skips comments before the table', async () => {
    const plain = await detect('# made by hand\n#\na,b\n1,2\n');
    expect(plain).toMatchObject({ header: true, skipped: { lines: 2, characters: 17 } });
    // The names in the last comment are kept.
    const named = await detect('# by hand\n# x y\n0.5 1\n');
    expect(named).toMatchObject({ header: true, skipped: { lines: 1, characters: 12 } });
    expect(await detect('# x y\n0.5 1\n', { header: false })).toMatchObject({
      header: false,
      skipped: { lines: 1, characters: 6 },
    });
    const excel = await detect('sep=|\na|b\n1|2\n');
    expect(excel).toMatchObject({ delimiter: '|', skipped: { lines: 1, characters: 6 } });
    // A header after the comments is better than the last of them.
    const both = await detect('# Iris, Lab 3\nx,y\n1.5,2\n3,4.5\n');
    expect(both).toMatchObject({ header: true, skipped: { lines: 1, characters: 14 } });
    const colours = await detect('#ff0000,1\n#00ff00,2\n');
    expect(colours).toMatchObject({ header: false, skipped: { lines: 0, characters: 0 } });
  });

  it('does not look at a last line that is cut off', async () => {
    expect(await detect('a;b\n1;2\n3,4,5,6', {}, false)).toMatchObject({ delimiter: ';' });
    const open = `a;b\n${'1;2\n'.repeat(50)}"3`;
    expect(await detect(open, {}, false)).toMatchObject({ delimiter: ';', header: true });
  });
});
