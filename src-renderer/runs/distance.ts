import type { Points } from '../stores/series-buffer';

/** The norm of the gradient by distance back in time, at one step. */
export interface Profile {
  step: number;
  distances: number[];
  norms: number[];
}

/** The steps at which gradients were looked at; rising. */
export function stepsOf(curves: ReadonlyMap<number, Points>): number[] {
  const steps = new Set([...curves.values()].flatMap(({ step }) => step));
  return [...steps].sort((a, b) => a - b);
}

/** What was seen at a step, from the curves by distance. */
export function profileAt(curves: ReadonlyMap<number, Points>, step: number): Profile {
  const profile: Profile = { step, distances: [], norms: [] };
  for (const [distance, points] of [...curves].sort(([a], [b]) => a - b)) {
    const norm = points.value[points.step.indexOf(step)];
    if (norm === undefined) continue;
    profile.distances.push(distance);
    profile.norms.push(norm);
  }
  return profile;
}
