import type { Run } from '#spec/run';

/** The runs that studies have made, by the id of the study, the oldest first. `runs`: the newest first. */
export function groupByStudy(runs: readonly Run[]): Map<string, Run[]> {
  const byStudy = new Map<string, Run[]>();
  for (const run of [...runs].reverse()) {
    if (!run.study) continue;
    const ofStudy = byStudy.get(run.study.id);
    if (ofStudy) ofStudy.push(run);
    else byStudy.set(run.study.id, [run]);
  }
  return byStudy;
}
