/** The page of the tables: each part has a block of its own, between two comments. */
import { formatMarkdownTable } from '../../../src-main/cli/format';
import type { Measured, TablePart } from './part';

const beginOf = (name: string): string => `<!-- npm run bench -- tables ${name} -->`;
const endOf = (name: string): string => `<!-- end of ${name} -->`;

/** What stands between the comments of a part. Throws if the page has no such comments. */
export function readBlock(page: string, name: string): string {
  const [start, end] = placeOf(page, name);
  return page.slice(start, end).trim();
}

/** The page with another text between the comments of a part. Throws if it has no such comments. */
export function replaceBlock(page: string, name: string, text: string): string {
  const [start, end] = placeOf(page, name);
  return `${page.slice(0, start)}\n\n${text}\n\n${page.slice(end)}`;
}

function placeOf(page: string, name: string): [number, number] {
  const [begin, end] = [page.indexOf(beginOf(name)), page.indexOf(endOf(name))];
  if (begin < 0 || end < begin)
    throw new Error(
      `The page has no place for the table '${name}': it needs the lines '${beginOf(name)}' and '${endOf(name)}'.`,
    );
  return [begin + beginOf(name).length, end];
}

/** The tables of a part, the notes on them, and on which machine they were measured. */
export function formatBlock(part: TablePart, measured: Measured, machine: string): string {
  const tables = part.headers.map((header, index) => {
    const numbers = header.map((_, column) => column).slice(1);
    return formatMarkdownTable([[...header], ...(measured.rows[index] ?? [])], numbers).join('\n');
  });
  return [...tables, ...measured.notes, machine].join('\n\n');
}
