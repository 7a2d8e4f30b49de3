/**
 * How dates and times are written for people: the only place that knows their order. Words are English; the order of day
 * and month, and a clock of 12 or 24 hours, are those of the system once a window asks for them.
 *
 *     setDateLocale('en-US');
 *     formatDay(date, { year: true });     // 'Nov 3, 2025'
 *     formatClock(date);                   // '2:02 PM'
 *     setDateLocale('de-DE');              // '3 Nov 2025', '14:02'
 */

/** The words and the order of a region whose language is English. */
type EnglishOrder = 'en-US' | 'en-GB';
const usual = { order: 'en-US' as EnglishOrder, is12Hour: false };
let style = usual;

/** Writes dates in the order, and times by the clock, of a region. A locale that is not known changes nothing. */
export function setDateLocale(tag: string): void {
  style = readStyle(tag) ?? usual;
}

function readStyle(tag: string): typeof usual | null {
  try {
    if (Intl.DateTimeFormat.supportedLocalesOf([tag]).length === 0) return null;
    const format = new Intl.DateTimeFormat(tag, {
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
    });
    const parts = format.formatToParts(new Date(2000, 0, 1)).map(({ type }) => type);
    const isDayFirst = parts.indexOf('day') < parts.indexOf('month');
    return {
      order: isDayFirst ? 'en-GB' : 'en-US',
      is12Hour: format.resolvedOptions().hour12 === true,
    };
  } catch {
    return null;
  }
}

/** `14:02`, `2:02 PM`; with `seconds`, `14:02:11`. */
export function formatClock(date: Date, { seconds = false } = {}): string {
  const { is12Hour } = style;
  return date
    .toLocaleTimeString(is12Hour ? 'en-US' : 'en-GB', {
      hour: is12Hour ? 'numeric' : '2-digit',
      minute: '2-digit',
      ...(seconds && { second: '2-digit' }),
    })
    .replace('\u202f', ' ');
}

/** `Nov 3` or `3 Nov`; with `year`, `Nov 3, 2025` or `3 Nov 2025`. */
export function formatDay(date: Date, { year = false } = {}): string {
  return date.toLocaleDateString(style.order, {
    month: 'short',
    day: 'numeric',
    ...(year && { year: 'numeric' }),
  });
}

/** A moment to the second: `Nov 3, 2025, 14:02:11`. */
export function formatMoment(date: Date): string {
  return `${formatDay(date, { year: true })}, ${formatClock(date, { seconds: true })}`;
}
