import { countNoun } from '#spec/count-noun';
import { joinNames } from '#spec/quote';
import type { Run } from '#spec/run';
import { suggestGroupFields } from './group-fields';
import type { RunGroup } from './group-runs';
import { uniqueTitles } from './label-parts';
import { readField, type RunField } from './run-field';

/** More names are no help in a sentence. */
const maxFields = 3;
const maxSentences = 3;

/** Its runs differ in it by nature, or `describeLengths` says it. */
const expected = new Set<RunField>(['training.seed', 'training.steps']);

/**
 * Says of which groups the mean is one of unlike runs, since they differ in settings that nobody has grouped by; nothing
 * where the runs of each group differ in their seed only, or in length:
 *
 *     DNI: its runs differ in rate (4 values), not only in the seed: group by it, or read the mean with care.
 */
export function describeMixedSettings(
  groups: readonly RunGroup[],
  labels: ReadonlyMap<string, string>,
): string[] {
  const alike = new Map<string, string[]>();
  for (const { key, runs } of groups) {
    const mixed = describeMixedRuns(runs);
    if (mixed !== null) alike.set(mixed, [...(alike.get(mixed) ?? []), labels.get(key) ?? key]);
  }
  const sentences = [...alike].map(([mixed, names]) => `${nameGroups(names)} ${mixed}`);
  const more = sentences.length - maxSentences;
  return more <= 0
    ? sentences
    : [...sentences.slice(0, maxSentences), 'Runs of other groups differ in settings, too.'];
}

/** `differ in rate (4 values), not only in the seed: …`, of the runs of one group; null where they are alike. */
export function describeMixedRuns(runs: readonly Run[]): string | null {
  const fields = suggestGroupFields(runs).flatMap((field) => {
    const count = countValues(runs, field);
    return count > 1 && !expected.has(field) ? [{ field, count }] : [];
  });
  if (fields.length === 0) return null;
  const titles = uniqueTitles(fields.map(({ field }) => field));
  const names = fields.map(({ count }, index) => `${titles[index] ?? ''} (${count} values)`);
  const more = names.length - maxFields;
  const named =
    more > 0
      ? `${names.slice(0, maxFields).join(', ')} and ${countNoun(more, 'more setting')}`
      : joinNames(names);
  const seeds = countValues(runs, 'training.seed') > 1 ? ', not only in the seed' : '';
  return `differ in ${named}${seeds}: group by ${fields.length === 1 ? 'it' : 'them'}, or read the mean with care.`;
}

function countValues(runs: readonly Run[], field: RunField): number {
  return new Set(runs.map((run) => readField(run, field))).size;
}

/** `DNI: its runs`, `DNI and backprop: their runs`, `Runs of each of 5 groups`. */
function nameGroups(labels: readonly string[]): string {
  if (labels.length > 2) return `Runs of each of ${labels.length} groups`;
  return `${labels.join(' and ')}: ${labels.length === 1 ? 'its' : 'their'} runs`;
}
