import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import { isHeldOut } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { formatDuration } from './format-value';
import type { RunGroup } from './group-runs';
import { openSentence } from './sentence-opening';
import { parseMetricField, type RunField } from './run-field';
import { mean } from './statistics/summary';

/**
 * What the values cost, as a mean over the runs of each group: `On average, DNI trained 12 min for 5,000 updates (chosen
 * after 4,500); backprop …`. Nothing where no run has trained.
 */
export function describeCosts(
  groups: readonly RunGroup[],
  field: RunField,
  labels: ReadonlyMap<string, string>,
): string[] {
  const metric = parseMetricField(field);
  const isChosen = metric !== null && metric.pick === 'chosen' && isHeldOut(metric.metric);
  const isMean = groups.some(({ runs }) => runs.length > 1);
  const costs = groups.flatMap((group, index) => {
    const { key, runs } = group;
    const label = labels.get(key) ?? key;
    const trained = runs.filter(({ step }) => step > 0);
    const cost = describeCost(trained, isChosen);
    return cost === null
      ? []
      : [`${index === 0 && !isMean ? openSentence(label, group) : label} trained ${cost}`];
  });
  if (costs.length === 0) return [];
  return [`${isMean ? 'On average, ' : ''}${costs.join('; ')}.`];
}

function describeCost(runs: readonly Run[], isChosen: boolean): string | null {
  if (runs.length === 0) return null;
  const time = formatDuration(mean(runs.map(({ seconds }) => seconds)));
  const updates = Math.round(mean(runs.map(({ step }) => step)));
  const chosen = isChosen ? runs.flatMap(({ selected }) => (selected ? [selected.step] : [])) : [];
  const place = chosen.length > 0 ? `, of which ${countOf(chosen)} led to the chosen step` : '';
  return `${time} for ${countNoun(updates, 'update')}${place}`;
}

function countOf(values: readonly number[]): string {
  return formatWhole(Math.round(mean(values)));
}
