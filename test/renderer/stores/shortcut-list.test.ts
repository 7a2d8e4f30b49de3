import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allShortcuts, shortcuts } from '../../../src-renderer/stores/shortcut-list';

it('gives a key no more than one meaning in a place, nor another one than in the whole window', () => {
  const heardTogether = Object.values(shortcuts).filter(({ place }) =>
    ['window', 'canvas', 'live'].includes(place),
  );
  const keys = heardTogether.flatMap((shortcut): readonly string[] => shortcut.keys);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

it('has every key that the canvas and the menus name, so that nothing names one of its own', () => {
  const root = new URL('../../../src-renderer/', import.meta.url);
  const known = new Set(allShortcuts.flatMap((shortcut): readonly string[] => shortcut.keys));
  const named = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(new URL(file, root), 'utf8');
      const literals =
        /(?:shortcut=|shortcut: |(?:matches|format)Shortcut\((?:event, )?)["']([^"']+)/g;
      return [...text.matchAll(literals)].map(([, key = '']) => ({ file, key }));
    });
  expect(named.filter(({ key }) => !known.has(key))).toEqual([]);
});
