import { describeCitation, resolveReferences } from '#analysis/reported/reported-figures';
import { writeReported } from '#analysis/reported/reported-format';
import type { ComparisonContent } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import { describeMetric } from '#spec/metric-catalogue';
import type { ReportedSource } from '#spec/reported';
import type { ReportedResult } from './report';

/** The reported results that a comparison refers to, each with its source. */
export function describeReported(
  { references }: Pick<ComparisonContent, 'references'>,
  sources: readonly ReportedSource[],
): ReportedResult[] {
  return resolveReferences(references, sources).map(({ source, entry }) => ({
    label: `${source.name}: ${entry.label}, ${describeMetric(entry.metric).title}`,
    value:
      entry.kind === 'value'
        ? writeReported({ source, entry })
        : `curve of ${countNoun(entry.points.length, 'point')}`,
    source: describeCitation(source),
  }));
}
