import { createGenerator } from '../random';

const pairs = ['()', '[]', '{}', '<>'];

/** Generates lines of nested brackets of four kinds: the text of a text task that names no text. */
export function bracketText(characters: number): string {
  const generator = createGenerator(1, 'bracket text');
  const pieces: string[] = [];
  let length = 0;
  while (length < characters) {
    const closers: string[] = [];
    let line = '';
    do {
      const opens = closers.length === 0 || (closers.length < 8 && generator.uniform() < 0.5);
      if (opens) {
        const pair = pairs[generator.below(pairs.length)] ?? '()';
        line += pair[0] ?? '';
        closers.push(pair[1] ?? '');
      } else line += closers.pop() ?? '';
    } while (closers.length > 0);
    pieces.push(line);
    length += line.length + 1;
  }
  return `${pieces.join('\n')}\n`;
}
