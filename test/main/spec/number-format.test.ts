import { afterEach, describe, expect, it } from 'vitest';
import { answerFormat } from '#analysis/answer-format';
import { formatElapsed, formatMetric, formatNumber, formatPercent } from '#analysis/format-value';
import { countNoun } from '#spec/count-noun';
import { formatBytes } from '#spec/format-bytes';
import {
  formatDecimalPlaces,
  formatFixed,
  formatPlain,
  formatPrecision,
  formatSignificant,
  formatWhole,
  inEnglish,
  localizeSentence,
  numberSigns,
  setNumberLocale,
} from '#spec/number-format';

afterEach(() => setNumberLocale('en-US'));

const narrowSpace = '\u202f';

describe.each([
  ['en-US', '.', ','],
  ['en-GB', '.', ','],
  ['de-DE', ',', '.'],
  ['fr-FR', ',', narrowSpace],
])('numbers in %s', (locale, decimal, group) => {
  it('have its decimal sign and its groups', () => {
    setNumberLocale(locale);
    expect(numberSigns()).toEqual({ decimal, group });
    expect(formatWhole(1234567)).toBe(`1${group}234${group}567`);
    expect(formatSignificant(1234.56, 5)).toBe(`1${group}234${decimal}6`);
    expect(formatDecimalPlaces(1234.5, 2)).toBe(`1${group}234${decimal}50`);
    expect(formatFixed(1234.5, 2)).toBe(`1234${decimal}50`);
    expect(formatPrecision(0.00000012, 2)).toBe(`1${decimal}2e-7`);
    expect(formatPlain(2.5e-10)).toBe(`2${decimal}5e-10`);
    expect(formatPlain(64)).toBe('64');
  });

  it('have them in metrics, axes, sentences and sizes', () => {
    setNumberLocale(locale);
    expect(formatPercent(0.0169)).toBe(`1${decimal}69 %`);
    expect(formatMetric('interface/a->b/cosine', 0.5)).toBe(`0${decimal}500`);
    expect(formatNumber(0.03125)).toBe(`0${decimal}03125`);
    expect(formatNumber(3.1e-7)).toBe(`3${decimal}1e-7`);
    expect(formatElapsed(12.5)).toBe(`12${decimal}5 s`);
    expect(countNoun(12345, 'run')).toBe(`12${group}345 runs`);
    expect(formatBytes(1_500_000)).toBe(`1${decimal}5 MB`);
  });

  it('are English in what leaves the window', () => {
    setNumberLocale(locale);
    const format = answerFormat('test/loss', [
      { mean: 0.5, interval: { low: 0.45, high: 0.55 } },
    ] as never);
    expect(format.number(0.5)).toBe(`0${decimal}50`);
    expect(inEnglish(() => format.number(0.5))).toBe('0.50');
    expect(inEnglish(() => formatWhole(1234))).toBe('1,234');
    expect(formatWhole(1234)).toBe(`1${group}234`);
  });
});

it('keeps the notation of the system where writing in English fails', () => {
  setNumberLocale('de-DE');
  expect(() =>
    inEnglish(() => {
      throw new Error('no table');
    }),
  ).toThrow('no table');
  expect(formatFixed(0.5, 1)).toBe('0,5');
});

it('writes Latin digits whatever the region has, and English where the region is not known', () => {
  setNumberLocale('ar-EG');
  expect(formatWhole(12)).toBe('12');
  for (const unknown of ['', 'C', 'not a locale', 'xx']) {
    setNumberLocale(unknown);
    expect(formatWhole(1234.5)).toBe('1,234.5');
  }
});

it('brings the numbers of an English sentence into the notation of the system', () => {
  const sentence =
    "'1,000 rows' of Krizhevsky's set has 60,000 rows, 1,234.5 MB, 2.5 % of 1.1 million; TensorFlow 2.18 and 2.18.1.";
  expect(localizeSentence(sentence)).toBe(sentence);
  setNumberLocale('de-DE');
  expect(localizeSentence(sentence)).toBe(
    "'1,000 rows' of Krizhevsky's set has 60.000 rows, 1.234,5 MB, 2,5 % of 1,1 million; TensorFlow 2.18 and 2.18.1.",
  );
  expect(localizeSentence('run-1,000 of x1,000')).toBe('run-1,000 of x1,000');
});

it('groups the digits of a sentence as the system does', () => {
  setNumberLocale('hi-IN');
  expect(localizeSentence('1,234,567 steps, 1,000.5 MB')).toBe('12,34,567 steps, 1,000.5 MB');
});

it('writes what rounds to zero without a minus', () => {
  expect(formatFixed(-0.00001, 2)).toBe('0.00');
  expect(formatDecimalPlaces(-0.00001, 2)).toBe('0.00');
  expect(formatFixed(-0.01, 2)).toBe('-0.01');
});
