import { describe, expect, it } from 'vitest';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import {
  formatIntegers,
  formatPair,
  formatSetting,
  listOptions,
  parseIntegers,
  parsePair,
  parseSetting,
  stepNumber,
} from '../../../../src-renderer/canvas/inspector/setting-text';

describe('lists of whole numbers', () => {
  it('may be separated by commas, spaces or semicolons', () => {
    for (const text of ['256, 128', '256 128', '256;128', ' 256,,128, '])
      expect(parseIntegers(text, 1)).toEqual({ value: [256, 128] });
  });

  it('may be empty', () => {
    expect(parseIntegers('  ', 1)).toEqual({ value: [] });
  });

  it.each(['256, x', '2.5', '0', '-3', '1e999'])('reject %s', (text) => {
    expect(parseIntegers(text, 1)).toEqual({
      problem: 'Type whole numbers from 1, separated by commas.',
    });
  });

  it('are parsed to the same numbers after formatting', () => {
    expect(formatIntegers([256, 128])).toBe('256, 128');
    expect(parseIntegers(formatIntegers([7, 5, 3]), 1)).toEqual({ value: [7, 5, 3] });
  });
});

describe('pairs', () => {
  it('are one number for both axes, or two for rows and columns', () => {
    expect(parsePair('3', 1)).toEqual({ value: 3 });
    for (const text of ['3 × 5', '3x5', '3*5', '3, 5', '3 5'])
      expect(parsePair(text, 1)).toEqual({ value: [3, 5] });
  });

  it('of two equal numbers become one number', () => {
    expect(parsePair('4 × 4', 1)).toEqual({ value: 4 });
  });

  it.each(['', '3 × 5 × 7'])('reject %j, which is not one number or two', (text) => {
    expect(parsePair(text, 1)).toEqual({ problem: 'Type one number, or two: 3 × 5.' });
  });

  it.each(['0', 'three', '3 × 2.5'])('reject %s', (text) => {
    expect(parsePair(text, 1)).toEqual({ problem: 'Type a whole number from 1, or two: 3 × 5.' });
  });

  it('are formatted with a multiplication sign', () => {
    expect(formatPair(3)).toBe('3');
    expect(formatPair([3, 5])).toBe('3 × 5');
  });
});

describe('settings', () => {
  const text = { key: 'key', label: '', help: '' };
  const rate: SettingDescriptor = { ...text, type: 'number', min: 0, optional: true, word: 'auto' };
  const units: SettingDescriptor = { ...text, type: 'integer', min: 1, step: 8 };

  it('are parsed by the type of their descriptor', () => {
    expect(parseSetting(rate, ' ')).toEqual({ value: undefined });
    expect(parseSetting(rate, ' Auto ')).toEqual({ value: 'auto' });
    expect(parseSetting(rate, '3e-4')).toEqual({ value: 0.0003 });
    expect(parseSetting(units, '2.5')).toEqual({ problem: 'Type a whole number.' });
    expect(parseSetting({ ...text, type: 'integers', min: 1 }, '')).toEqual({ value: [] });
    expect(parseSetting({ ...text, type: 'pair', min: 1 }, '3 × 5')).toEqual({ value: [3, 5] });
    expect(parseSetting({ ...text, type: 'text' }, ' a file ')).toEqual({ value: 'a file' });
  });

  it('are formatted so that they can be parsed again', () => {
    expect(formatSetting(rate, undefined)).toBe('');
    expect(formatSetting(rate, 0.0003)).toBe('3e-4');
    expect(formatSetting(rate, 'auto')).toBe('auto');
    expect(formatSetting({ ...text, type: 'integers', min: 1 }, [64, 32])).toBe('64, 32');
    expect(formatSetting({ ...text, type: 'pair', min: 1 }, [3, 5])).toBe('3 × 5');
  });

  it('are stepped by their own step, by 1 or by a tenth', () => {
    expect(stepNumber(units, 16, -1)).toBe(8);
    expect(stepNumber({ ...text, type: 'integer' }, 16, 10)).toBe(26);
    // In floating point, 0.3 + 0.03 is 0.32999999999999996.
    expect(stepNumber(rate, 0.3, 1)).toBe(0.33);
  });

  it('are chosen from a list, which contains the present value in any case', () => {
    const values = (options: readonly { value: string }[]) => options.map(({ value }) => value);
    const choices = [{ value: 'relu', label: 'ReLU' }];
    expect(values(listOptions({ ...text, type: 'choice', choices }, null, 'relu'))).toEqual([
      'relu',
    ]);
    const optional: SettingDescriptor = { ...text, type: 'choice', choices, optional: true };
    expect(values(listOptions(optional, null, undefined))).toEqual(['', 'relu']);
    const field: SettingDescriptor = { ...text, type: 'field', of: 'values' };
    const fields = {
      image: { kind: 'values' as const, shape: [4] },
      label: { kind: 'label' as const, classes: 10 },
    };
    expect(values(listOptions(field, fields, 'image'))).toEqual(['image']);
    expect(values(listOptions(field, fields, 'pixels'))).toEqual(['pixels', 'image']);
    expect(values(listOptions({ ...field, of: 'any' }, fields, 'image'))).toEqual([
      'image',
      'label',
    ]);
  });
});
