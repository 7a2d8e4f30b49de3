/**
 * Text of users as one line that every format can hold: white space is one blank, and there are no control characters.
 * Halves of surrogate pairs and code points that XML forbids become the sign for what is not readable.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .trim();
}
