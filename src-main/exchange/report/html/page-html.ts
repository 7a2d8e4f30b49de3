import { createHash } from 'node:crypto';
import { countNoun } from '#spec/count-noun';
import type { Report } from '../report';
import { renderAnswer } from './answer-html';
import { renderCitation } from './citation-html';
import { escapeHtml, escapeJson } from './escape-html';
import { describePageData } from './figure-data';
import { renderFigure } from './figure-html';
import { renderMarkdown } from './markdown-html';
import { renderCommands, renderRuns } from './runs-html';
import { renderRichTable, renderTextTable } from './table-html';
import { ThemeColors } from './theme-colors';
import { thinFigures } from './thin-figure';

/** What the program brings for every page (`page-assets.ts`). */
export interface PageAssets {
  style: string;
  script: string;
}

interface Section {
  id: string;
  title: string;
  content: string;
}

/** The report as one file that needs nothing else: no server, no network and, to be read, no script. */
export function renderPage(report: Report, assets: PageAssets): string {
  const colors = new ThemeColors();
  const drawn = thinFigures(report.figures);
  const sections = listSections(report, drawn, colors);
  const style = `${assets.style}\n${colors.styles()}`;
  const data = escapeJson(describePageData(drawn));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style, assets.script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="DNI Workbench ${escapeHtml(report.version)}">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
${renderContents(sections, report)}
<main id="content">
<header>
<h1>${escapeHtml(report.title)}</h1>
<p class="about">${renderAbout(report)}</p>
</header>
${sections.map(renderSection).join('')}</main>
</div>
<script type="application/json" id="figures-data">${data}</script>
<script>${assets.script}</script>
</body>
</html>
`;
}

/** Nothing is loaded, and of styles and scripts only these. */
function policyFor(style: string, script: string): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function listSections(report: Report, drawn: Report['figures'], colors: ThemeColors): Section[] {
  const { answer, texts, figures, tables, runs, reported, remarks, commands } = report;
  const list = remarks.map((remark) => `<li>${escapeHtml(remark)}</li>`).join('');
  const sections = [
    { id: 'answer', title: 'Answer', content: answer ? renderAnswer(answer) : '' },
    {
      id: 'text',
      title: 'Text',
      content: texts
        .map(({ title, markdown }) => {
          const heading = title === null ? '' : `<h3>${escapeHtml(title)}</h3>`;
          return `<div class="prose">${heading}${renderMarkdown(markdown, title === null ? 3 : 4)}</div>`;
        })
        .join('\n'),
    },
    {
      id: 'tables',
      title: 'Results',
      content: tables
        .map(({ title, table }) => `<h3>${escapeHtml(title)}</h3>${renderTextTable(title, table)}`)
        .join('\n'),
    },
    { id: 'reported', title: 'Reported results', content: renderReported(reported) },
    { id: 'remarks', title: 'Remarks', content: list === '' ? '' : `<ul>${list}</ul>` },
    {
      id: 'figures',
      title: 'Figures',
      content:
        figures.length === 0
          ? ''
          : `<div class="figures">${figures
              .map((figure, index) =>
                renderFigure(figure, drawn[index] ?? figure, { index, colorClass: colors.classOf }),
              )
              .join('')}</div>`,
    },
    { id: 'runs', title: 'Runs', content: renderRuns(runs) },
    { id: 'commands', title: 'Commands', content: renderCommands(commands, runs) },
  ];
  return sections.filter(({ content }) => content !== '');
}

function renderSection({ id, title, content }: Section): string {
  return `<section id="${id}">
<h2>${title}</h2>
${content}
</section>
`;
}

function renderContents(sections: readonly Section[], { figures }: Report): string {
  const inner = figures
    .map(({ title }, index) => `<li><a href="#figure-${index + 1}">${escapeHtml(title)}</a></li>`)
    .join('');
  const items = sections.map(({ id, title }) => {
    const nested = id === 'figures' ? `<ol>${inner}</ol>` : '';
    return `<li><a href="#${id}">${title}</a>${nested}</li>`;
  });
  return `<nav aria-label="Contents"><ol>${items.join('')}</ol></nav>`;
}

/** `Comparison rates of the project MNIST · 12 runs · 29 November 2026 · made with DNI Workbench 0.1.0`. */
function renderAbout({ subject, runs, date, version }: Report): string {
  const { kind, id, project } = subject;
  const day = new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long' });
  return [
    `${kind[0]?.toUpperCase() ?? ''}${kind.slice(1)}${id === null ? '' : ` <code>${escapeHtml(id)}</code>`} of the project ${escapeHtml(project)}`,
    countNoun(runs.items.length, 'run'),
    `<time datetime="${escapeHtml(date)}">${escapeHtml(day)}</time>`,
    `DNI Workbench ${escapeHtml(version)}`,
  ].join(' · ');
}

function renderReported(reported: Report['reported']): string {
  if (reported.length === 0) return '';
  return renderRichTable(
    'Reported results',
    [
      { title: 'Result', align: 'left' },
      { title: 'Value', align: 'right' },
      { title: 'Source', align: 'left', wraps: true },
    ],
    reported.map(({ label, value, source }) => [
      escapeHtml(label),
      escapeHtml(value),
      renderCitation(source),
    ]),
  );
}
