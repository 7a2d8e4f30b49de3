const maxSeeds = 50;

/**
 * Parses a list of seeds: `1`, `1, 2, 5`, `1-5`. Returns the distinct seeds, or an error message.
 */
export function parseSeeds(text: string): number[] | string {
  const seeds = new Set<number>();
  for (const part of text.split(/[,\s]+/).filter((word) => word !== '')) {
    const match = /^(\d+)(?:[-–](\d+))?$/.exec(part);
    if (!match) return `'${part}' is no seed. Write whole numbers like 1, 2, 5 or 1-5.`;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) return `'${part}' runs backwards. Write ${last}-${first}.`;
    if (last > 0xffffffff) return `'${part}' is too large: a seed is at most 4294967295.`;
    if (last - first >= maxSeeds) return `At most ${maxSeeds} seeds at once.`;
    for (let seed = first; seed <= last; seed += 1) seeds.add(seed);
  }
  if (seeds.size === 0) return 'Write at least one seed, like 1.';
  if (seeds.size > maxSeeds) return `At most ${maxSeeds} seeds at once.`;
  return [...seeds];
}
