import type { Problem } from '../spec/problems';

/** The worst severity of the problems of each element that `placeOf` names. */
export function findWorstSeverities(
  problems: readonly Problem[],
  placeOf: (problem: Problem) => string | undefined,
): Map<string, Problem['severity']> {
  const severities = new Map<string, Problem['severity']>();
  for (const problem of problems) {
    const place = placeOf(problem);
    if (place !== undefined && severities.get(place) !== 'error')
      severities.set(place, problem.severity);
  }
  return severities;
}
