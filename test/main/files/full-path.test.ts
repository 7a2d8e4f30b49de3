import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fullPath } from '#files/full-path';

it.each([
  ['~', homedir()],
  ['~/a/b.csv', join(homedir(), 'a', 'b.csv')],
  ['/a/../b/', '/b'],
  // Another user's home is not known, and a name may have the sign in it.
  ['/a/~/b', '/a/~/b'],
])('makes of %j the path %j', (typed, path) => {
  expect(fullPath(typed)).toBe(path);
});

it.each([
  ['', 'is not a full path'],
  ['a/b.csv', "'a/b.csv' is not a full path: begin it at the root, or with ~."],
  ['~other/b', 'is not a full path'],
  ['/a\0b', 'is no path: it has a NUL character.'],
  [`/${'a'.repeat(4001)}`, 'is too long a path'],
])('refuses what is no full path (%#)', (typed, words) => {
  expect(() => fullPath(typed)).toThrow(words);
});
