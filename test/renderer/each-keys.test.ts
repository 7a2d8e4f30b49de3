import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Svelte throws where two keys of an `{#each}` are equal, and what the component shows stays as it was. Words and numbers
 * that are shown may be equal, so only identities and the index are keys.
 */
const shownWords = new Set([
  ...['sentence', 'note', 'text', 'message', 'problem', 'warning', 'way', 'title', 'label'],
  ...['name', 'tag', 'color', 'value', 'seed', 'tick', 'step', 'fromStep', 'end', 'from', 'at'],
  ...['left', 'top', 'x', 'y', 'height', 'width', 'fraction', 'stoppedAt'],
]);

/** Keys that cannot be equal, by file: each of these lists is made with one entry for every key. */
const unique: Record<string, string> = {
  'compare/charts/InterfacesChart.svelte': 'row.title',
  'runs/CurvesTab.svelte': 'title',
  'runs/checkpoints/CheckpointsTab.svelte': 'checkpoint.step',
  'runs/export/MetricFields.svelte': 'name',
  'runs/table/ColumnChooser.svelte': 'group.title',
  'runs/table/ColumnSets.svelte': 'saved.name',
  'studies/StudyWhere.svelte': 'value',
  'tour/TourCard.svelte': 'title',
  'ui/Tabs.svelte': 'tab.value',
};

const root = path.resolve(import.meta.dirname, '../../src-renderer');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.svelte'));

/** Keys of a component that may be equal; `[name, …]` are entries of an object or Map, whose names differ. */
function findRepeatable(source: string): string[] {
  const blocks = source.matchAll(/\{#each [^\n]+? as ([^\n]+?) \(([\w.]+)\)\}/g);
  return [...blocks].flatMap(([, item = '', key = '']) => {
    const isIndex = item.endsWith(`, ${key}`);
    const isEntry = item.startsWith(`[${key},`);
    return !isIndex && !isEntry && shownWords.has(key.split('.').at(-1) ?? '') ? [key] : [];
  });
}

describe('the keys of lists', () => {
  it('finds a key that may be there twice', () => {
    expect(findRepeatable('{#each [low, high] as end (end)}')).toEqual(['end']);
    expect(findRepeatable('{#each notes as note, index (index)}')).toEqual([]);
    expect(findRepeatable('{#each problems as problem (problem.message)}')).toEqual([
      'problem.message',
    ]);
    expect(findRepeatable('{#each Object.entries(a) as [name, item] (name)}')).toEqual([]);
  });

  it.each(files)('%s has none', (file) => {
    const keys = findRepeatable(readFileSync(path.join(root, file), 'utf8'));
    expect(keys.filter((key) => key !== unique[file])).toEqual([]);
  });
});
