import type { Evaluation, EvaluationRequest } from '#spec/evaluation';
import { parseSplitMetric } from '#spec/metric-catalogue';
import type { PartCounts } from '#spec/task-data';
import { sequenceTicks, splitNames, type Task } from '#spec/task';
import { capitalize } from '#spec/letter-case';
import { exampleUnit } from '#spec/example-unit';
import { formatMetric, formatNumber } from '../../stores/format';
import { sortMetrics } from '#chart/metric-names';

type Part = EvaluationRequest['part'];

/** Of a part without end, so many are proposed: the error is then known to about one percent. */
const proposedExamples = 10_000;

/** Why the checkpoints of a task cannot be evaluated on a part of its data, as a sentence; null where they can. */
export function evaluationObstacle(task: Task): string | null {
  return sequenceTicks(task) === 'curriculum'
    ? 'The task grows with what the model can do, so that it has no fixed part to evaluate on.'
    : null;
}

/** The parts of the data to choose from. `counts`: null where they are not known, or the stream is generated. */
export function partsToEvaluate(counts: PartCounts | null): Part[] {
  return splitNames.filter((part) => counts === null || counts[part] > 0);
}

/** Whether a part has an end, so that all of it can be evaluated: the training part of a generated stream has none. */
export function hasEnd(part: Part, counts: PartCounts | null): boolean {
  return part !== 'train' || counts !== null;
}

/** The number of examples that is proposed where not all are evaluated. */
export function proposeExamples(part: Part, counts: PartCounts | null): number {
  return Math.min(proposedExamples, counts?.[part] ?? proposedExamples);
}

/** `Test, all 10,000 examples`, `Train, first 500 characters`. */
export function describeExamples(
  { part, examples, isWhole }: Pick<Evaluation, 'part' | 'examples' | 'isWhole'>,
  task: Task,
): string {
  return `${capitalize(part)}, ${isWhole ? 'all' : 'first'} ${formatNumber(examples)} ${exampleUnit(task)}`;
}

/** The metrics of an evaluation with their values as text, in the order of display: `error`, `1.62 %`. */
export function describeValues({ values }: Evaluation): { name: string; value: string }[] {
  return sortMetrics(Object.keys(values)).map((metric) => {
    const parts = parseSplitMetric(metric);
    const name = parts ? [parts.measure, parts.loss].filter(Boolean).join(' ') : metric;
    return { name, value: formatMetric(metric, Number(values[metric])) };
  });
}
