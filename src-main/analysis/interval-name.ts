import { formatPlain } from '#spec/number-format';
/**
 * How an interval is computed: `t` by Student's t distribution, of means and their differences; `bootstrap` by drawing runs
 * anew, of bands of curves and of interquartile means.
 */
export type IntervalKind = 't' | 'bootstrap';

/** `95 % interval (t)`: every interval is named in these words, since the two kinds differ for few runs. */
export function intervalName(kind: IntervalKind, level = 0.95): string {
  return `${formatPlain(Number((100 * level).toPrecision(3)))} % interval (${kind})`;
}
