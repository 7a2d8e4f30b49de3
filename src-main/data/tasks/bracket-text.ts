import { createGenerator } from '../random';

const pairs = ['()', '[]', '{}', '<>'];

/** Nested brackets of four kinds, line by line: what a text task reads where no text is given. */
export function bracketText(characters: number): string {
  const generator = createGenerator(1, 'bracket text');
  const pieces: string[] = [];
  let length = 0;
  while (length < characters) {
    const open: string[] = [];
    let line = '';
    do {
      const opens = open.length === 0 || (open.length < 8 && generator.uniform() < 0.5);
      if (opens) {
        const pair = pairs[generator.below(pairs.length)] ?? '()';
        line += pair[0] ?? '';
        open.push(pair[1] ?? '');
      } else line += open.pop() ?? '';
    } while (open.length > 0);
    pieces.push(line);
    length += line.length + 1;
  }
  return `${pieces.join('\n')}\n`;
}
