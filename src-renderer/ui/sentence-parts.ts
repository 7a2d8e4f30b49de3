/** A part of a sentence of the program; `isCode`: it is to be typed as it is. */
export interface SentencePart {
  text: string;
  isCode: boolean;
}

/** The parts of a sentence in which what is to be typed stands between backticks. Edges have arrows in the others. */
export function splitSentence(sentence: string): SentencePart[] {
  const parts = sentence.split('`');
  return parts.map((text, index) => {
    const isCode = index % 2 === 1 && index < parts.length - 1;
    return { text: isCode ? text : withArrows(text), isCode };
  });
}

/** Edges as the canvas writes them: `a → b` for the id `a->b`. The blanks do not break. */
export function withArrows(text: string): string {
  return text.replace(/->/g, '\u00a0→\u00a0');
}

/** `3.01 % ± 0.09` as it stands in one line: its blanks do not break. */
export function keepNumbersWhole(text: string): string {
  return text.replace(/(?<=\d) (?=[%±])|(?<=%) (?=±)|(?<=±) /g, '\u00a0');
}
