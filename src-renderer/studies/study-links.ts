import type { Study } from '#spec/study';
import { freeName } from '#spec/taken-name';
import { comparison } from '../stores/comparison.svelte';
import { comparisons } from '../stores/comparisons.svelte';
import { runTable } from '../stores/run-table.svelte';
import { runs } from '../stores/runs.svelte';
import { session } from '../stores/session.svelte';
import { studies } from '../stores/studies.svelte';
import { nameStudies } from '../stores/study-names';
import { studyFields } from '#chart/figures/study-figure';
import { baselineKey, nameComparison } from './study-fields';

/** Where else the runs of a study can be seen. */

/** The filter that the runs of a study match, those that are still to come among them. */
export function studyFilter({ id }: Pick<Study, 'id'>): string {
  return `study = ${id}`;
}

/** Opens the saved comparison of a study; where there is none, makes it. */
export async function showComparison(study: Study): Promise<void> {
  const saved = comparisons.list.find(({ id }) => id === study.comparisonId);
  if (saved) {
    comparison.show(saved);
    session.show('compare');
    return;
  }
  comparison.showFilter(studyFilter(study), {
    groupBy: studyFields(study),
    baseline: baselineKey(study),
  });
  const taken = comparisons.list.map(({ name }) => name);
  await session.attempt(async () => {
    await comparison.save(freeName(nameComparison(study), taken));
    await studies.change(study.id, { comparisonId: comparison.id ?? undefined });
  });
}

/** Lists the runs of a study in the Runs view. */
export function showRuns(study: Study): void {
  runTable.setFilter(nameStudies(studyFilter(study), studies.names));
  runs.selectedId = studies.runsOf(study.id).at(-1)?.id ?? null;
  session.show('runs');
}
