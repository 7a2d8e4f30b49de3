import { describe, expect, it } from 'vitest';
import { exportPlace, fileName, withExtension } from '../../../src-renderer/stores/export-place';

const csv = { extension: 'csv' };
const folder = { extension: null };

describe('the place of an export', () => {
  it('is in the folder exports of the project, as its platform writes paths', () => {
    expect(exportPlace('/home/ada/P', 'Runs', csv)).toBe('/home/ada/P/exports/Runs.csv');
    expect(exportPlace('/home/ada/P/', 'Runs', folder)).toBe('/home/ada/P/exports/Runs');
    expect(exportPlace('C:\\ada\\P', 'Runs', csv)).toBe('C:\\ada\\P\\exports\\Runs.csv');
  });

  it('gets the extension of another format, and keeps what belongs to the name', () => {
    expect(withExtension('/x/a.csv', csv, { extension: 'npz' })).toBe('/x/a.npz');
    expect(withExtension('/x/a.csv', csv, folder)).toBe('/x/a');
    expect(withExtension('/x/rate 0.1', folder, csv)).toBe('/x/rate 0.1.csv');
    expect(withExtension('/x/a.txt', csv, { extension: 'npz' })).toBe('/x/a.txt.npz');
  });
});

describe('the name of a file', () => {
  it.each([
    ['rate 0.1, "wide"', 'rate 0.1, wide'],
    ['a/b\\c:d*e?f<g>h|i', 'a b c d e f g h i'],
    ['two\nlines\u0000', 'two lines'],
    ['..', 'export'],
    ['.hidden.', 'hidden'],
    ['', 'export'],
    ['con', 'export'],
    ['aux.txt', 'export'],
    ['constant', 'constant'],
    ['a\u202egvs\ud800', 'agvs'],
    [`${'x'.repeat(99)}𝜃`, 'x'.repeat(99)],
    ['𝜃', '𝜃'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('of %j is %j', (name, expected) => {
    expect(fileName(name)).toBe(expected);
  });
});
