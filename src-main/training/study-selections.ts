import type { Selections } from '#analysis/study-selection';
import type { Run, Selection } from '#spec/run';
import type { StudyContent } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { readSelection } from '#storage/summaries';

/**
 * The steps that the metric of a study chooses, read from the curves of those runs that have chosen theirs by another
 * metric.
 */
export async function readStudySelections(
  project: ProjectFolder,
  { selectBy }: Pick<StudyContent, 'selectBy'>,
  runs: readonly Run[],
): Promise<Selections> {
  const selections = new Map<string, Selection>();
  if (selectBy === undefined) return selections;
  for (const run of runs) {
    if (run.selected?.metric === selectBy) continue;
    const selection = await readSelection(runDirectory(project, run.id), run, selectBy);
    if (selection) selections.set(run.id, selection);
  }
  return selections;
}
