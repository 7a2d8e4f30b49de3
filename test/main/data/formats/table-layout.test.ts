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
    ['a,b\n1,2\n3,4\n', true, false],
    ['1,2\n3,4\n', false, false],
    ['5.1,x\n4.9,y\n', false, false],
    // A name is enough, and missing cells say nothing.
    [',a,2\n0,1,5\n1,NA,6\n', true, false],
    ['NA,7\n1,8\n', false, false],
    ['name,town\nann,oslo\n', true, true],
    ['name,2019\nann,oslo\n', false, false],
    ['1,2\n', false, false],
    ['a,b\n', true, false],
  ] as const)('has a header in %j: %s', async (text, header, isHeaderAssumed) => {
    expect(await detect(text)).toMatchObject({ header, isHeaderAssumed });
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
    const colours = await detect('#ff0000,1\n#00ff00,2\n');
    expect(colours).toMatchObject({ header: false, skipped: { lines: 0, characters: 0 } });
  });

  it('does not look at a last line that is cut off', async () => {
    expect(await detect('a;b\n1;2\n3,4,5,6', {}, false)).toMatchObject({ delimiter: ';' });
    const open = `a;b\n${'1;2\n'.repeat(50)}"3`;
    expect(await detect(open, {}, false)).toMatchObject({ delimiter: ';', header: true });
  });
});
