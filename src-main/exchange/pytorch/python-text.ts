/** Helpers that write Python: literals, calls that are broken where they do not fit, and templates. */

/** Columns of a line. */
export const maxColumns = 88;

/** Which marked lines of a template stay. */
export type Marks = Readonly<Record<string, boolean>>;

/**
 * The lines of a template without those whose mark does not hold. A line may begin with `%name ` or `%!name `, which is
 * taken off; `%a+b ` wants both. Throws a plain Error for a mark that is not known.
 */
export function fillTemplate(template: string, marks: Marks): string {
  const holds = (mark: string): boolean => {
    const [name, wanted] = mark.startsWith('!') ? [mark.slice(1), false] : [mark, true];
    const value = marks[name];
    if (value === undefined) throw new Error(`no mark '${name}'`);
    return value === wanted;
  };
  return template
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, list, rest = ''] = /^%([\w!+]+) ?(.*)$/.exec(line) ?? [];
      if (list === undefined) return [line];
      return list.split('+').every(holds) ? [rest] : [];
    })
    .join('\n');
}

/** A string literal. */
export function text(value: string): string {
  return /^[ -&(-[\]-~]*$/.test(value) ? `'${value}'` : JSON.stringify(value);
}

/** `(1, 2)`, `(1,)`. */
export function tuple(items: readonly (string | number)[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

/**
 * `head(a, b)` on one line where it fits at this indentation, else with an argument a line. `open`: the brackets. An
 * argument of several lines is indented.
 */
export function call(
  head: string,
  args: readonly string[],
  { indent = 0, open = '()', tail = '' } = {},
): string {
  const [left = '(', right = ')'] = open;
  const line = `${head}${left}${args.join(', ')}${right}${tail}`;
  if (indent + line.length <= maxColumns && !line.includes('\n')) return line;
  const inner = args.map((arg) => `${indentLines(arg, 4)},`);
  return [`${head}${left}`, ...inner, `${right}${tail}`].join('\n');
}

export function indentLines(code: string, by: number): string {
  return code
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n');
}

/** Words of a paragraph in lines of at most `width` columns; a word that is longer is broken. */
export function wrap(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/).flatMap((whole) => breakWord(whole, width))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function breakWord(word: string, width: number): string[] {
  const characters = Array.from(word);
  const pieces: string[] = [];
  for (let from = 0; from < characters.length; from += width)
    pieces.push(characters.slice(from, from + width).join(''));
  return pieces;
}

/** Code with the shape of its result as a comment, `x = f(y)  # [batch, 10]`, on the line before where it does not fit. */
export function withComment(code: string, comment: string, indent: number): string {
  const line = `${code}  # ${comment}`;
  const fits = !code.includes('\n') && indent + line.length <= maxColumns;
  return fits ? line : `# ${comment}\n${code}`;
}
