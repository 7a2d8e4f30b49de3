/** The width of a line of text. */
export type Measure = (text: string) => number;

/** Breaks a text at blanks into at most `maxLines` lines, as wide as `maxWidth`; what does not fit is shortened by an ellipsis. */
export function wrapText(
  text: string,
  maxWidth: number,
  maxLines: number,
  measure: Measure,
): string[] {
  const words = text.split(' ');
  const lines: string[] = [];
  while (words.length > 0) {
    if (lines.length === maxLines - 1) {
      lines.push(shorten(words.join(' '), maxWidth, measure));
      break;
    }
    const count = countFitting(words, maxWidth, measure);
    lines.push(shorten(words.splice(0, count).join(' '), maxWidth, measure));
  }
  return lines;
}

/** Whether every word has its place within the width, so that the text can be broken without a loss. */
export function fitsWrapped(
  text: string,
  maxWidth: number,
  maxLines: number,
  measure: Measure,
): boolean {
  const words = text.split(' ');
  let lines = 0;
  while (words.length > 0) {
    const count = countFitting(words, maxWidth, measure);
    if (measure(words.splice(0, count).join(' ')) > maxWidth) return false;
    lines += 1;
  }
  return lines <= maxLines;
}

/** The number of words on the first line, one at least. */
function countFitting(words: readonly string[], maxWidth: number, measure: Measure): number {
  let count = 1;
  while (count < words.length && measure(words.slice(0, count + 1).join(' ')) <= maxWidth)
    count += 1;
  return count;
}

/** Leaves out the middle, since labels that are compared often differ at their ends alone. */
export function shorten(text: string, maxWidth: number, measure: Measure): string {
  if (measure(text) <= maxWidth) return text;
  const letters = [...text];
  const without = (count: number): string => {
    const kept = letters.length - count;
    const start = letters.slice(0, Math.ceil(kept / 2)).join('');
    return `${start.trimEnd()}…${letters
      .slice(letters.length - Math.floor(kept / 2))
      .join('')
      .trimStart()}`;
  };
  let [low, high] = [1, letters.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (measure(without(middle)) <= maxWidth) high = middle;
    else low = middle + 1;
  }
  return without(low);
}
