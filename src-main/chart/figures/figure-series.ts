import type { ReportedFigure } from '#analysis/reported/reported-figures';
import { describeCitation, titleFigure } from '#analysis/reported/reported-figures';
import type { ReportedSource } from '#spec/reported';
import type { FigureSeries } from '../figure';
import type { ChartLine } from '../lines/chart-line';
import type { ComparedLine } from '../lines/compared-lines';
import { referenceDash } from '../lines/reported-lines';
import { paperColor } from '../series-colors';

/** Reported results are no runs: they have the ink of axes, and each its own dashes. */
export const referenceColor = '#4a4d57';

/** The rows of the legend for lines of a chart: each key once, without the runs that are drawn beside their group. */
export function seriesOfLines(lines: readonly ChartLine[]): FigureSeries[] {
  const seen = new Set<string>();
  return lines.flatMap(({ key, label, color, dash = [], source }) => {
    if (seen.has(key)) return [];
    seen.add(key);
    const isReference = source !== undefined;
    return [{ key, label, color, dash, isReference, source: source ?? null }];
  });
}

/** The rows of the legend for groups. */
export function seriesOfGroups(lines: readonly ComparedLine[]): FigureSeries[] {
  return lines.map(({ key, label, color, dash }) => ({
    key,
    label,
    color: paperColor(color),
    dash,
    isReference: false,
    source: null,
  }));
}

/** The rows of the legend for reported results. */
export function seriesOfReported(reported: readonly ReportedFigure[]): FigureSeries[] {
  return reported.map((figure) => ({
    key: figure.key,
    label: titleFigure(figure),
    color: referenceColor,
    dash: referenceDash(figure, reported),
    isReference: true,
    source: describeCitation(figure.source),
  }));
}

/** A sentence for the caption on each source of reported results: `Jaderberg et al. 2017: M. Jaderberg, … 2017.` */
export function describeSources(reported: readonly ReportedFigure[]): string[] {
  const sources = new Map(reported.map(({ source }) => [source.id, source]));
  return [...sources.values()].map(describeSource);
}

function describeSource(source: ReportedSource): string {
  const citation = describeCitation(source);
  return citation.startsWith(source.name) ? citation : `${source.name}: ${citation}`;
}
