import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { windowCommandIds, windowCommands } from '#api/window-commands';
import { allShortcuts, wordsOf } from '../../../src-renderer/stores/shortcut-list';

const root = new URL('../../../src-renderer/', import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file))
  .map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }));

it('gives a key no more than one meaning in a place, nor another one than in the whole window', () => {
  const heardTogether = Object.values(windowCommands).filter(({ place }) =>
    ['window', 'canvas', 'live'].includes(place),
  );
  const keys = heardTogether.flatMap((command): readonly string[] => command.keys ?? []);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

it('calls no two commands of a place the same', () => {
  const words = windowCommandIds.map((id) => `${windowCommands[id].place}: ${wordsOf(id).label}`);
  expect(words.filter((text, index) => words.indexOf(text) !== index)).toEqual([]);
});

it('lists the keys of every command', () => {
  for (const id of windowCommandIds) {
    const { place, label, needs, keys } = windowCommands[id];
    if (keys) expect(allShortcuts).toContainEqual({ place, label, needs, keys });
  }
});

it('has every key that the canvas and the menus name, so that nothing names one of its own', () => {
  const named = sources.flatMap(({ file, text }) => {
    const literals =
      /(?:shortcut=|shortcut: |(?:matches|format)Shortcut\((?:event, )?)["']([^"']+)/g;
    return [...text.matchAll(literals)].map(([, key = '']) => ({ file, key }));
  });
  const known = new Set(allShortcuts.flatMap((shortcut): readonly string[] => shortcut.keys));
  expect(named.filter(({ key }) => !known.has(key))).toEqual([]);
});

it('is where menus take the words of its commands from', () => {
  // A single word, such as "Undo", may well be said of something else.
  const labels = new Set(
    windowCommandIds.map((id) => windowCommands[id].label).filter((label) => label.includes(' ')),
  );
  const repeated = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\blabel(?:: |=)["']([^"']+)["']/g)].flatMap(([, label = '']) =>
      labels.has(label) ? [`${file}: ${label}`] : [],
    ),
  );
  expect(repeated).toEqual([]);
});
