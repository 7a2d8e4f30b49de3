import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comparisonContentSchema } from '#spec/comparison';
import {
  choicesOf,
  newChoices,
  parseChoices,
  pickContent,
} from '../../../src-renderer/stores/comparison-choices';

const { version, ...oldFile } = JSON.parse(
  readFileSync('test/fixtures/saved-by-0.1.0/comparisons/finished-and-stopped.json', 'utf8'),
) as Record<string, unknown>;

describe('choices of a comparison', () => {
  it('of a new one leave groups, metrics and charts to the program', () => {
    expect(newChoices()).toMatchObject({ groupBy: null, metrics: null, charts: null, runs: [] });
  });

  it('of one that version 0.1.0 saved draw every run as a curve of its own', () => {
    expect(version).toBe(1);
    const content = comparisonContentSchema.parse(oldFile);
    const choices = choicesOf({ ...content, id: 'mine', modified: '', revision: 'r1' });
    expect(choices).toMatchObject({ id: 'mine', revision: 'r1', groupBy: [], charts: null });
    expect(choices.metrics).toEqual(oldFile['metrics']);
    expect(pickContent({ ...choices, metrics: choices.metrics ?? [] })).toEqual(content);
  });

  it('that version 0.1.0 kept in the window are read', () => {
    const kept = { ...oldFile, id: null, revision: null, metrics: null };
    expect(parseChoices(kept)).toMatchObject({ metrics: null, groupBy: [], filter: null });
    expect(parseChoices({ ...kept, smoothing: 'much' })).toBeUndefined();
  });
});
