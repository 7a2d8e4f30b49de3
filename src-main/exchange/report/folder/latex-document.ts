import { escapeLatex } from '#analysis/tables/latex-escape';
import type { Figure } from '#chart/figure';
import type { Report } from '../report';
import { markdownToLatex } from './markdown-latex';

/** Figures after which LaTeX places those that it holds. */
const figuresAtOnce = 8;

/** What the document includes, by the names of the files without their endings. */
export interface DocumentParts {
  /** Null where the figure could not be drawn for a page. */
  figures: readonly (string | null)[];
  tables: readonly string[];
}

/** A document with all tables and figures of the folder, for `pdflatex report.tex`. */
export function writeDocument(report: Report, parts: DocumentParts): string {
  const { title, subject, date, version, remarks, texts, figures, reported } = report;
  const about = `${subject.kind} ${subject.id ?? ''} of the project ${subject.project}, DNI Workbench ${version}`;
  return [
    '% Typeset it by: pdflatex report.tex',
    '\\documentclass[11pt]{article}',
    '\\usepackage[T1]{fontenc}',
    '\\usepackage[utf8]{inputenc}',
    '\\usepackage[margin=25mm]{geometry}',
    '\\usepackage{booktabs}',
    '\\usepackage{graphicx}',
    '\\sloppy',
    `\\title{${escapeLatex(title)}}`,
    `\\author{${escapeLatex(about)}}`,
    `\\date{${escapeLatex(date.slice(0, 10))}}`,
    '\\begin{document}',
    '\\maketitle',
    '',
    ...texts.map(({ title: heading, markdown }) =>
      [
        heading === null ? '' : `\\subsection*{${escapeLatex(heading)}}\n`,
        markdownToLatex(markdown),
      ].join(''),
    ),
    ...writeList('Remarks', remarks),
    ...writeList(
      'Reported results',
      reported.map(({ label, value, source }) => `${label}: ${value}. ${source}`),
    ),
    '\\section*{Results}',
    ...parts.tables.map((name) => `\\input{tables/${name}.tex}`),
    '\\clearpage',
    '\\section*{Figures}',
    ...figures.flatMap((figure, index) =>
      includeFigure(figure, parts.figures[index] ?? null, index),
    ),
    '\\end{document}',
    '',
  ].join('\n');
}

function writeList(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [
    `\\section*{${title}}`,
    '\\begin{itemize}',
    ...lines.map((line) => `\\item {}${escapeLatex(line)}`),
    '\\end{itemize}',
  ];
}

function includeFigure({ title, notes }: Figure, name: string | null, index: number): string[] {
  if (name === null) return [];
  const caption = [/[.!?]$/.test(title) ? title : `${title}.`, ...notes].join(' ');
  return [
    '\\begin{figure}[tbp]',
    '  \\centering',
    `  \\includegraphics[width=\\linewidth,height=0.8\\textheight,keepaspectratio]{figures/${name}.pdf}`,
    `  \\caption{${escapeLatex(caption)}}`,
    `  \\label{fig:${name}}`,
    '\\end{figure}',
    ...((index + 1) % figuresAtOnce === 0 ? ['\\clearpage'] : []),
  ];
}
