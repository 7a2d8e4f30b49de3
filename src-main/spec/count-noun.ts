/** `1 run`, `1,000 runs`, `2 classes`: a number with its noun. */
export function countNoun(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`;
}
