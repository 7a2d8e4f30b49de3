/**
 * Levels for dots on a line, so that none covers another: 0 where there is room, else the lowest level on which the dots
 * before it are at least `distance` away. `places` are in the order in which they are drawn.
 */
export function stackDots(places: readonly number[], distance: number): number[] {
  const levels: number[][] = [];
  return places.map((place) => {
    const free = levels.findIndex((taken) =>
      taken.every((other) => Math.abs(other - place) >= distance),
    );
    const level = free < 0 ? levels.length : free;
    levels[level] = [...(levels[level] ?? []), place];
    return level;
  });
}
