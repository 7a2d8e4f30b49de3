import { lossNodes } from '#spec/deciding-loss';
import type { Experiment } from '#spec/experiment';
import { parseSplitMetric, splitMetricName, type SplitMeasure } from '#spec/metric-catalogue';
import { joinNames, quote } from '#spec/quote';
import type { StudyContent } from '#spec/study';
import { findField, reportUnit, taskFields, type SplitName } from '#spec/task';
import { findBaseline } from './check-study';
import type { StudyRun } from './study-specs';

/**
 * What keeps the metrics that a study names from being read from its runs, as sentences: the one that chooses is of the
 * validation part, since the best of many test values would be chosen by the test part itself.
 */
export function checkMeasure(
  { selectBy, metric, halving }: Pick<StudyContent, 'selectBy' | 'metric' | 'halving'>,
  runs: readonly StudyRun[],
): string[] {
  const combinations = [...new Map(runs.map((run) => [run.combination, run])).values()];
  const check = (setting: string, name: string, splits: readonly SplitName[]): string[] => {
    for (const { model, spec } of combinations) {
      const choices = splits.flatMap((split) => listSplitMetrics(spec, split));
      if (choices.includes(name)) continue;
      const split = parseSplitMetric(name)?.split;
      const reason =
        split && splits.includes(split)
          ? `which ${quote(model)} does not measure`
          : `which is no metric of the ${splits.join(' or ')} part`;
      return [`'${setting}' is ${quote(name)}, ${reason}: choose one of ${joinNames(choices)}.`];
    }
    return [];
  };
  const problems = [
    ...(selectBy === undefined ? [] : check('selectBy', selectBy, ['validation'])),
    ...(metric === undefined ? [] : check('metric', metric, ['test', 'validation'])),
  ];
  const unvalidated =
    selectBy !== undefined || halving
      ? combinations.find(({ spec: { task } }) => 'validation' in task && task.validation === 0)
      : undefined;
  return unvalidated
    ? [
        ...problems,
        `${selectBy === undefined ? 'Successive halving judges runs' : `'selectBy' chooses steps`} by the validation part, and the task of ${quote(unvalidated.model)} has none: set task.validation to a number of examples.`,
      ]
    : problems;
}

/** What a model measures on a part of the data, where the part has examples. */
export function listSplitMetrics({ model, task }: Experiment, split: SplitName): string[] {
  const fields = taskFields(task);
  const unit = reportUnit(task);
  const losses = lossNodes(model).map(({ id, node }) => {
    // The fields of a data set are not known here, so any of its targets may be a class.
    const isLabel = !fields || findField(fields, node.target)?.kind === 'label';
    const measures: SplitMeasure[] = isLabel ? ['error', 'loss'] : ['loss'];
    const hasUnit = isLabel && unit !== null && node.kind === 'softmaxCrossEntropy';
    return { id, isLabel, measures: hasUnit ? [unit, ...measures] : measures };
  });
  const first = losses.find(({ isLabel }) => isLabel);
  return [
    ...(first?.measures ?? (['loss'] as const)).map((measure) => splitMetricName(split, measure)),
    ...(losses.length > 1
      ? losses.flatMap(({ id, measures }) =>
          measures.map((measure) => splitMetricName(split, measure, id)),
        )
      : []),
  ];
}

/** Whether the baseline is one of the combinations; a random search may not have drawn it. */
export function checkBaselineRuns(
  study: Pick<StudyContent, 'axes' | 'baseline'>,
  runs: readonly StudyRun[],
): string[] {
  const entries = Object.entries(findBaseline(study) ?? {});
  const isThere = runs.some(({ values }) =>
    entries.every(([path, value]) => JSON.stringify(values[path]) === JSON.stringify(value)),
  );
  if (isThere || study.baseline === undefined || entries.length === 0) return [];
  const named = entries.map(([path, value]) => `${path} ${JSON.stringify(value)}`);
  return [
    `No combination of the study has the baseline ${joinNames(named)}: a random search has not drawn it. Name another one, or leave it out.`,
  ];
}
