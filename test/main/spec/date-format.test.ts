import { afterEach, expect, it } from 'vitest';
import { formatClock, formatDay, formatMoment, setDateLocale } from '#spec/date-format';

afterEach(() => setDateLocale(''));

const afternoon = new Date(2025, 10, 3, 14, 2, 11);
const midnight = new Date(2025, 10, 3, 0, 5);

it.each([
  ['en-US', 'Nov 3', 'Nov 3, 2025', '2:02 PM', '12:05 AM', 'Nov 3, 2025, 2:02:11 PM'],
  ['en-GB', '3 Nov', '3 Nov 2025', '14:02', '00:05', '3 Nov 2025, 14:02:11'],
  ['de-DE', '3 Nov', '3 Nov 2025', '14:02', '00:05', '3 Nov 2025, 14:02:11'],
  ['fr-FR', '3 Nov', '3 Nov 2025', '14:02', '00:05', '3 Nov 2025, 14:02:11'],
  ['ja-JP', 'Nov 3', 'Nov 3, 2025', '14:02', '00:05', 'Nov 3, 2025, 14:02:11'],
  ['', 'Nov 3', 'Nov 3, 2025', '14:02', '00:05', 'Nov 3, 2025, 14:02:11'],
  ['not a locale', 'Nov 3', 'Nov 3, 2025', '14:02', '00:05', 'Nov 3, 2025, 14:02:11'],
])('dates and times in %j, with English words', (locale, day, year, clock, night, moment) => {
  setDateLocale(locale);
  expect(formatDay(afternoon)).toBe(day);
  expect(formatDay(afternoon, { year: true })).toBe(year);
  expect(formatClock(afternoon)).toBe(clock);
  expect(formatClock(midnight)).toBe(night);
  expect(formatMoment(afternoon)).toBe(moment);
});
