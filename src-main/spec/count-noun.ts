import { formatWhole } from './number-format';

/** `1 run`, `1,000 runs`, `2 classes`: a number with its noun. */
export function countNoun(number: number, noun: string, plural = `${noun}s`): string {
  return `${formatWhole(number)} ${number === 1 ? noun : plural}`;
}
