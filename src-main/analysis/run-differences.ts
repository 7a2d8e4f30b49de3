/** What changed between two runs, and what came of it: "what is different between the good and the bad one?" */
import { describeMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { findFigure, titleInRun } from '#spec/run-result';
import { describeDataDifferences } from './data-differences';
import { listEnvironmentDifferences, type SideBySide } from './environment-differences';
import { formatMetric, formatNumber } from './format-value';
import { listChanges, type Change } from './patch/describe-changes';

export interface RunDifferences {
  /** Of the experiments, with the method and the seed; none where one of the runs was imported. */
  changes: Change[];
  environment: SideBySide[];
  /** Sentences. */
  data: string[];
  /** What ranks runs, and how far they came; also where it is the same. */
  results: SideBySide[];
}

const nothing = 'none';

export function compareRuns(before: Run, after: Run): RunDifferences {
  const changes = before.spec && after.spec ? listChanges(before.spec, after.spec) : [];
  return {
    changes,
    environment: listEnvironmentDifferences(before, after),
    data: describeDataDifferences([before, after]),
    results: listResults(before, after),
  };
}

/** The differences as lines of text, in the order of the window: settings, data, environment, results. */
export function describeRunDifferences(differences: RunDifferences): string[] {
  const { changes, data, environment, results } = differences;
  const pairs = (heading: string, of: readonly SideBySide[]): string[] =>
    of.map(({ name, before, after }) => `${heading}, ${name}: ${before} → ${after}`);
  return [
    ...changes.map(({ text }) => text),
    ...data,
    ...pairs('Environment', environment),
    ...pairs(
      'Result',
      results.filter(({ before, after }) => before !== after),
    ),
  ];
}

/** Metrics of single interfaces are left out: their names are those of the model's edges. */
const lastRank = 100;

function listResults(before: Run, after: Run): SideBySide[] {
  const names = new Set([...Object.keys(before.metrics), ...Object.keys(after.metrics)]);
  const metrics = [...names]
    .map((metric) => ({ metric, ...describeMetric(metric) }))
    .filter(({ ranksRuns, rank }) => ranksRuns && rank < lastRank)
    .sort((a, b) => a.rank - b.rank)
    .map(({ metric }) => ({
      name: titleInRun(metric, metric in before.metrics ? before : after),
      before: resultText(before, metric),
      after: resultText(after, metric),
    }));
  return [
    ...metrics,
    { name: 'Status', before: before.status, after: after.status },
    countOf('Steps trained', before.step, after.step),
    countOf('Parameters', before.parameters, after.parameters),
  ];
}

function countOf(name: string, before: number, after: number): SideBySide {
  return { name, before: formatNumber(before), after: formatNumber(after) };
}

function resultText(run: Run, metric: string): string {
  const figure = findFigure(run, metric);
  if (!figure) return nothing;
  return formatMetric(metric, figure.value);
}
