import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeMachine } from '../../bench/tables/machine';
import { formatBlock, readBlock, replaceBlock } from '../../bench/tables/page';
import type { TablePart } from '../../bench/tables/part';
import { parts } from '../../bench/tables/parts';
import { tablesPage, writeTables } from '../../bench/tables/tables';

const part: TablePart = {
  name: 'sizes',
  headers: [['size', 'ms'], ['size']],
  measure: () => Promise.reject(new Error('not measured here')),
};
const page = `# Page

<!-- npm run bench -- tables sizes -->

old

<!-- end of sizes -->

After.
`;

it('writes the tables of a part between its comments, and nothing else', () => {
  const measured = { rows: [[['width 64', '1.5']], [['width 64']]], notes: ['A note.'] };
  const text = formatBlock(part, measured, 'A machine.');
  const written = replaceBlock(page, 'sizes', text);
  expect(readBlock(page, 'sizes')).toBe('old');
  expect(readBlock(written, 'sizes')).toBe(
    '| size     |  ms |\n| -------- | --: |\n| width 64 | 1.5 |\n\n| size     |\n| -------- |\n| width 64 |\n\nA note.\n\nA machine.',
  );
  expect(replaceBlock(written, 'sizes', 'old')).toBe(page);
  expect(() => readBlock(page, 'others')).toThrow(
    "The page has no place for the table 'others': it needs the lines '<!-- npm run bench -- tables others -->' and '<!-- end of others -->'.",
  );
});

it('names the machine and the versions below each table', async () => {
  const options = { quick: true, date: new Date(2026, 10, 30) };
  expect(await describeMachine('no-such-python', options)).toMatch(machine);
});

const machine =
  /^Measured on \d+ \w+ \d{4}( with `--quick`)?: .+, \d+ cores?; TensorFlow [\d.]+, Node\.js [\d.]+, PyTorch .+, TensorFlow for Python .+\.$/;

it.each(parts)('finds the tables of $name on the page as the command writes them', (own) => {
  const blocks = readBlock(readFileSync(tablesPage, 'utf8'), own.name).split('\n\n');
  const tables = blocks.slice(0, own.headers.length).map((table) => table.split('\n').map(cellsOf));
  expect(tables.map(([header]) => header)).toEqual(own.headers);
  for (const [header = [], rule, ...rows] of tables) {
    expect(rule).toHaveLength(header.length);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toHaveLength(header.length);
  }
  expect(blocks.length).toBeGreaterThan(own.headers.length + 1);
  expect(blocks.at(-1)).toMatch(machine);
});

/** The cells between the bars. */
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

it('rejects an unknown table with a list of all', async () => {
  await expect(
    writeTables(['width'], { python: 'python3', quick: true, log: () => undefined }),
  ).rejects.toThrow("There is no table 'width'. There are: steps, scaling,");
});
