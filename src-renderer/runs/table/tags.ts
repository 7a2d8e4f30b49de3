import type { Run } from '#spec/run';

/** How many of the runs have each tag. */
export function countTags(runs: readonly Pick<Run, 'tags'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tags } of runs)
    for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

/** The tags in a text, which commas separate: each once, without the space around it. */
export function splitTags(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}

/** Every tag of the runs, by the alphabet. */
export function listTags(runs: readonly Pick<Run, 'tags'>[]): string[] {
  return [...countTags(runs).keys()].sort((a, b) => a.localeCompare(b));
}
