/** In which unit other programs write a metric, and what it is probably called here. */
import { describeMetric, splitMetricName } from './metric-catalogue';

/** How the values of the files become those here; `NAME%` and `1-NAME` are the words for it in a request. */
export const curveUnits = ['stored', 'percent', 'accuracy', 'accuracyPercent'] as const;
export type CurveUnit = (typeof curveUnits)[number];

/** A metric as the files have it. `lowest` and `highest`: of its finite values; null where there are none. */
export interface CurveRange {
  source: string;
  lowest: number | null;
  highest: number | null;
}

/** `1-val/acc%` for the metric `val/acc` of the files. */
export function withUnit(source: string, unit: CurveUnit): string {
  const isAccuracy = unit === 'accuracy' || unit === 'accuracyPercent';
  const isPercent = unit === 'percent' || unit === 'accuracyPercent';
  return `${isAccuracy ? '1-' : ''}${source}${isPercent ? '%' : ''}`;
}

/** The unit that the words for a metric of the files ask for. */
export function unitOf(from: string, source: string): CurveUnit {
  return curveUnits.find((unit) => withUnit(source, unit) === from) ?? 'stored';
}

/** The unit in which the values probably are, for a metric that is called `name` here. */
export function guessUnit(name: string, { source, lowest, highest }: CurveRange): CurveUnit {
  if (!isFraction(name) || lowest === null || highest === null || lowest < 0 || highest > 100)
    return 'stored';
  const isPercent = highest > 1;
  const isAccuracy = isOf(splitWords(source), 'accuracy') && !/accuracy/i.test(name);
  if (isAccuracy) return isPercent ? 'accuracyPercent' : 'accuracy';
  return isPercent ? 'percent' : 'stored';
}

/** Whether values cannot be those of a metric of this name, which is shown in percent. */
export function isOutOfUnit(
  name: string,
  { lowest, highest }: Omit<CurveRange, 'source'>,
): boolean {
  return isFraction(name) && ((highest ?? 0) > 1 || (lowest ?? 0) < 0);
}

/** What a metric of the files most likely is here, by the words in its name; null where they do not say it. */
export function suggestName(source: string): string | null {
  const words = splitWords(source);
  if (words.length !== 2) return null;
  const split = (['train', 'validation', 'test'] as const).find((each) => isOf(words, each));
  if (!split) return null;
  const isError = isOf(words, 'error') || isOf(words, 'accuracy');
  const name = isError
    ? splitMetricName(split, 'error')
    : isOf(words, 'loss')
      ? splitMetricName(split, 'loss')
      : null;
  return name === source ? null : name;
}

/** The names that a metric usually has here. */
export const usualMetrics: readonly string[] = (['train', 'validation', 'test'] as const).flatMap(
  (split) => [splitMetricName(split, 'loss'), splitMetricName(split, 'error')],
);

function isFraction(name: string): boolean {
  return describeMetric(name).unit === 'fraction';
}

/** The words that other programs use. */
const wordsOf = {
  train: ['train', 'training', 'tr'],
  validation: ['val', 'valid', 'validation', 'dev', 'eval'],
  test: ['test', 'testing'],
  loss: ['loss'],
  error: ['err', 'error'],
  accuracy: ['acc', 'accuracy'],
};

function splitWords(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

function isOf(words: readonly string[], meaning: keyof typeof wordsOf): boolean {
  return words.some((word) => wordsOf[meaning].includes(word));
}
