import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const help = fileURLToPath(new URL('../../../resources/help', import.meta.url));
const readme = fileURLToPath(new URL('../../../README.md', import.meta.url));
const files = readdirSync(join(help, 'images'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.png'))
  .sort();

const pages = [
  ...readdirSync(help, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({ name, text: readFileSync(join(help, name), 'utf8') })),
  { name: 'README.md', text: readFileSync(readme, 'utf8') },
];
/** Every picture that a page shows: `![what is seen](images/name.png)`. */
const shown = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/!\[([^\]]*)\]\((?:resources\/help\/|\.\.\/)?images\/([^)]+)\)/g)].map(
    ([, alt = '', file = '']) => ({ page: name, alt, file }),
  ),
);

it('has every picture that a page of the help shows, and shows every picture that it has', () => {
  expect([...new Set(shown.map(({ file }) => file))].sort()).toEqual(files);
});

it('says what is seen on each picture', () => {
  expect(shown.filter(({ alt }) => alt.trim().split(/\s+/).length < 5)).toEqual([]);
});

it('has pictures of a modest size, since every copy of the program carries them', () => {
  const sizes = files.map((file) => ({ file, bytes: statSync(join(help, 'images', file)).size }));
  expect(sizes.filter(({ bytes }) => bytes > 256 * 1024)).toEqual([]);
});
