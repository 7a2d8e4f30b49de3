import { lowerFirst } from '#spec/letter-case';
import { isHeldOut } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { describeField } from '../describe-field';
import type { GroupMean } from '../group-mean';
import { intervalName } from '../interval-name';
import { fieldTitle, parseMetricField, readNumber, type RunField } from '../run-field';
import { directionOf } from '../field-direction';

export interface CaptionOptions {
  /** What the groups are compared with, in words; null: nothing. */
  baseline: string | null;
  /** How many groups are compared with it. */
  comparisons: number;
  /** The figures of the groups. */
  groups: readonly Pick<GroupMean, 'n' | 'interval'>[];
}

/** What the figures of a table of groups are: the metric, how its step was selected, intervals and differences. */
export function describeResults(
  field: RunField,
  runs: readonly Run[],
  { baseline, comparisons, groups }: CaptionOptions,
): string {
  const values = `${describeSelected(field, runs)}${describeFigures(groups)}.`;
  if (baseline === null) return values;
  const word = directionOf(field) === null ? 'Larger' : 'Better';
  const corrected =
    comparisons > 1 ? `, corrected by Holm's method for ${comparisons} comparisons` : '';
  return `${values} ${word} by: difference of the mean to that of ${baseline} with its ${intervalName('t')}, above zero where it is ${word.toLowerCase()}. Holm p: p-value of this difference${corrected}.`;
}

/** What the values are: of single runs they are no means. */
function describeFigures(groups: CaptionOptions['groups']): string {
  if (groups.every(({ n }) => n <= 1)) return '';
  const margin = groups.some(({ interval }) => interval !== null)
    ? ` ± half of its ${intervalName('t')}`
    : '';
  return `: mean${margin} over n runs`;
}

/** `Test error at the step with the best validation error`, where one metric has chosen the step of all runs. */
function describeSelected(field: RunField, runs: readonly Run[]): string {
  const metric = parseMetricField(field);
  if (!metric || metric.pick !== 'chosen' || !isHeldOut(metric.metric)) return describeField(field);
  const measured = runs.filter((run) => readNumber(run, field) !== null);
  const chosenBy = new Set(measured.map(({ selected }) => selected?.metric ?? null));
  const [only = null] = chosenBy;
  if (chosenBy.size > 1) return describeField(field);
  const title = fieldTitle(metric.metric);
  if (only === null) return `${title} at the last step`;
  return only === metric.metric
    ? `${title} at its best step`
    : `${title} at the step with the best ${lowerFirst(fieldTitle(only))}`;
}
