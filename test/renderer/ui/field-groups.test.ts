/** A label around several buttons presses the first of them with a click on its text, and becomes a part of its name. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';

const root = 'src-renderer';
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
);
/** What consists of several buttons. */
const groups = new Set(['Segmented', 'FieldChooser']);

/** The components of a kind within a part of a syntax tree. */
function find(node: unknown, isWanted: (name: string) => boolean): Record<string, unknown>[] {
  if (Array.isArray(node)) return node.flatMap((part) => find(part, isWanted));
  if (node === null || typeof node !== 'object') return [];
  const { name } = node as Record<string, unknown>;
  const isElement = 'fragment' in node && typeof name === 'string' && isWanted(name);
  return [
    ...(isElement ? [node as Record<string, unknown>] : []),
    ...Object.values(node).flatMap((part) => find(part, isWanted)),
  ];
}

function labelledGroups(source: string): string[] {
  const tree = parse(source, { modern: true }).fragment;
  const labels = find(tree, (name) => name === 'Field' || name === 'label').filter(
    ({ attributes }) =>
      !(attributes as { name?: string }[]).some((attribute) => attribute.name === 'group'),
  );
  return find(labels, (name) => groups.has(name)).map(({ name }) => String(name));
}

describe('a choice of several buttons', () => {
  it('is found where a label encloses it', () => {
    expect(labelledGroups('<Field label="Order"><p><Segmented /></p></Field>')).toEqual([
      'Segmented',
    ]);
    expect(labelledGroups('<Field group label="Order"><Segmented /></Field>')).toEqual([]);
  });

  it.each(components)('has no label around it in %s', (path) => {
    expect(labelledGroups(readFileSync(join(root, path), 'utf8'))).toEqual([]);
  });
});
