import type { Report } from '../report';

/** What is in the folder, and how it is used. */
export function writeReadme(
  { title, subject, date, version, commands, runs }: Report,
  { notes, hasValues }: { notes: readonly string[]; hasValues: boolean },
): string {
  const all = [...commands, ...runs.items.flatMap(({ command }) => command ?? [])];
  return [
    `# ${oneLine(title)}`,
    '',
    `The ${subject.kind}${subject.id === null ? '' : ` \`${subject.id}\``} of the project ${oneLine(subject.project)}, written by DNI Workbench ${version} on ${date.slice(0, 10)}.`,
    '',
    '- `report.html`: the report as one page, for every browser',
    '- `report.tex`: the same for `pdflatex report.tex`',
    '- `figures`: each figure as PDF, SVG and pgfplots (`.tex`), and its numbers as CSV',
    '- `tables`: each table as LaTeX (booktabs), Markdown and CSV',
    hasValues
      ? '- `data/values.csv`: every value of every metric of the runs, to the last bit'
      : '- No values are recorded of the runs.',
    '- `data/figures.json`: what the figures draw, and how their curves come from the values',
    '- `report.json`: the SHA-256 of every file, by which the program knows what it may replace',
    '',
    '## Draw the figures again',
    '',
    'With Python 3.9 or later:',
    '',
    '```sh',
    'pip install numpy pandas matplotlib',
    'python make_figures.py --format pdf',
    '```',
    '',
    'The figures are then in the folder `drawn`, as large as those in `figures`. Change their sizes, fonts and colours in `make_figures.py` and in `data/figures.json`.',
    ...(all.length === 0 ? [] : ['', '## Repeat the runs', '', ...fence(all)]),
    ...(notes.length === 0
      ? []
      : ['', '## Notes', '', ...notes.map((note) => `- ${oneLine(note)}`)]),
    '',
  ].join('\n');
}

/** A block of code, with longer marks than those in it. */
function fence(lines: readonly string[]): string[] {
  const inside = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const marks = '`'.repeat(Math.max(3, ...inside.map(({ length }) => length + 1)));
  return [`${marks}sh`, ...lines, marks];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_<[\]]/g, (character) => `\\${character}`);
}
