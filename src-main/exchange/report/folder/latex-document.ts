import { escapeLatex } from '#analysis/tables/latex-escape';
import type { Figure } from '#chart/figure';
import type { Report } from '../report';
import { markdownToLatex } from './markdown-latex';

/** What the document includes, by the names of the files without their endings. */
export interface DocumentParts {
  /** Null where the figure could not be drawn for a page. */
  figures: readonly (string | null)[];
  tables: readonly string[];
  /** The table of runs. */
  runs: string;
}

/**
 * Latin Modern where it is installed: the fonts that LaTeX has for T1 otherwise may be bitmaps, which journals refuse. Without
 * it the few letters that its own fonts lack are taken from T1.
 */
const fonts = [
  '\\IfFileExists{lmodern.sty}',
  '  {\\usepackage[T1]{fontenc}\\usepackage{lmodern}}',
  '  {\\usepackage[T1,OT1]{fontenc}',
  `   ${['DH', 'dh', 'DJ', 'dj', 'TH', 'th'].map((name) => `\\DeclareTextSymbolDefault{\\${name}}{T1}`).join('%\n   ')}%\n   \\DeclareTextAccentDefault{\\k}{T1}}`,
];

/** Figures and tables stand where they belong instead of at the top of another page. */
const inPlace = [
  '\\usepackage{float}',
  '\\let\\floatingtable\\table',
  '\\renewcommand{\\table}[1][]{\\floatingtable[H]}',
];

/** A document with all tables and figures of the folder, for `pdflatex report.tex`. */
export function writeDocument(report: Report, parts: DocumentParts): string {
  const { title, subject, date, version, answer, remarks, texts, figures, reported } = report;
  const about = `${subject.kind} ${subject.id ?? ''} of the project ${subject.project}, DNI Workbench ${version}`;
  return [
    '% Typeset it by: pdflatex report.tex',
    '\\documentclass[11pt]{article}',
    '\\usepackage[utf8]{inputenc}',
    ...fonts,
    // The bullet of text is a bitmap too where Latin Modern is missing.
    '\\renewcommand{\\labelitemi}{$\\bullet$}',
    '\\usepackage[margin=25mm]{geometry}',
    '\\usepackage{booktabs}',
    '\\usepackage{graphicx}',
    ...inPlace,
    '\\sloppy',
    `\\title{${escapeLatex(title)}}`,
    // It may be wider than the page.
    `\\author{\\parbox{0.9\\textwidth}{\\centering ${escapeLatex(about)}}}`,
    `\\date{${escapeLatex(date.slice(0, 10))}}`,
    '\\begin{document}',
    '\\maketitle',
    '',
    ...writeAnswer(answer),
    ...texts.map(({ title: heading, markdown }) =>
      [
        heading === null ? '' : `\\subsection*{${escapeLatex(heading)}}\n`,
        markdownToLatex(markdown),
      ].join(''),
    ),
    ...writeSection('Results', parts.tables.map(includeTable)),
    ...writeList(
      'Reported results',
      reported.map(({ label, value, source }) => `${label}: ${value}. ${source}`),
    ),
    ...writeList('Remarks', remarks),
    ...writeSection(
      'Figures',
      figures.flatMap((figure, index) => includeFigure(figure, parts.figures[index] ?? null)),
    ),
    ...writeSection('Runs', [includeTable(parts.runs)]),
    '\\end{document}',
    '',
  ].join('\n');
}

/** The answer itself is larger than the sentences that belong to it. */
function writeAnswer(answer: Report['answer']): string[] {
  if (!answer) return [];
  const { state, lead, differences, warnings, notes } = answer;
  return writeSection('Answer', [
    ...(state === null ? [] : [`${escapeLatex(state)}.\\par`]),
    `{\\large\\bfseries\\raggedright ${escapeLatex(lead)}\\par}`,
    ...itemize([...differences, ...warnings, ...notes]),
  ]);
}

function writeSection(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`\\section*{${title}}`, ...lines];
}

function writeList(title: string, lines: readonly string[]): string[] {
  return writeSection(title, itemize(lines));
}

function itemize(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const items = lines.map((line) => `\\item {}${escapeLatex(line)}`);
  return ['\\begin{itemize}', ...items, '\\end{itemize}'];
}

function includeTable(name: string): string {
  return `\\input{tables/${name}.tex}`;
}

function includeFigure({ title, notes, series }: Figure, name: string | null): string[] {
  if (name === null) return [];
  const sources = new Set(series.flatMap(({ source }) => source ?? []));
  const caption = [/[.!?]$/.test(title) ? title : `${title}.`, ...notes, ...sources].join(' ');
  return [
    '\\begin{figure}[H]',
    '  \\centering',
    `  \\includegraphics[width=\\linewidth,height=0.6\\textheight,keepaspectratio]{figures/${name}.pdf}`,
    `  \\caption{${escapeLatex(caption)}}`,
    `  \\label{fig:${name}}`,
    '\\end{figure}',
  ];
}
