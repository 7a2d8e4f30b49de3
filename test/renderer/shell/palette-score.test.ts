import { expect, it } from 'vitest';
import type { PaletteEntry } from '../../../src-renderer/shell/palette-entries';
import { scoreLabel, searchEntries } from '../../../src-renderer/shell/palette-score';

const rank = (search: string, labels: string[]) =>
  labels
    .map((label) => ({ label, score: scoreLabel(label, search) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ label }) => label);

it('finds titles that begin with the text first, then those with a word that does', () => {
  expect(rank('recall', ['Total recalled', 'Precalled', 'Recall, DNI over 4 ticks'])).toEqual([
    'Recall, DNI over 4 ticks',
    'Total recalled',
    'Precalled',
  ]);
});

it('finds the title that is the text before those that go on', () => {
  expect(rank('mnist', ['MNIST 2', 'MNIST'])).toEqual(['MNIST', 'MNIST 2']);
});

it('finds no title in which the letters are scattered', () => {
  expect(scoreLabel('Repeat copy, DNI and auxiliary task, all', 'recall')).toBe(0);
  expect(scoreLabel('Spirals, 3 layers, cDNI', 'recall')).toBe(0);
});

it('finds several words in any order, after those that stand together', () => {
  expect(rank('dni recall', ['Recall, DNI over 4 ticks', 'Recall', 'Does DNI recall?'])).toEqual([
    'Does DNI recall?',
    'Recall, DNI over 4 ticks',
  ]);
});

it('finds everything while nothing is typed', () => {
  expect(scoreLabel('Settings', ' ')).toBe(1);
});

const entry = (label: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  ...{ id: label, group: 'Group', label, run: () => undefined },
  ...more,
});

it('starts no run by the name of its model', () => {
  const entries = [entry('Run MNIST', { words: ['run', 'start'] }), entry('MNIST, 3 layers')];
  const found = (text: string): string[] => searchEntries(entries, text).map(({ id }) => id);
  expect(found('mnist')).toEqual(['MNIST, 3 layers']);
  expect(found('m')).toEqual(['MNIST, 3 layers']);
  expect(found('run')).toEqual(['Run MNIST']);
  expect(found('run mnist')).toEqual(['Run MNIST']);
});

it('finds entries by what tells them apart too, after those that are called so', () => {
  const entries = [entry('hidden1', { detail: 'Dense' }), entry('Dense', { detail: 'a model' })];
  expect(searchEntries(entries, 'dense').map(({ id }) => id)).toEqual(['Dense', 'hidden1']);
});

it('finds a command by what it is called elsewhere, after those that are called so', () => {
  const entries = [
    entry('Add a node: Dense', { alsoCalled: 'Insert a node: Dense' }),
    entry('Insert', {}),
  ];
  expect(searchEntries(entries, 'insert').map(({ id }) => id)).toEqual([
    'Insert',
    'Add a node: Dense',
  ]);
  expect(searchEntries(entries, 'insert dense').map(({ id }) => id)).toEqual(['Add a node: Dense']);
});

it('lists nodes and settings only once something is typed', () => {
  const entries = [entry('Runs'), entry('hidden1', { isOnlySearched: true })];
  expect(searchEntries(entries, '').map(({ id }) => id)).toEqual(['Runs']);
  expect(searchEntries(entries, 'hid').map(({ id }) => id)).toEqual(['hidden1']);
});
