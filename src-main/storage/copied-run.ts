import type { Run } from '#spec/run';
import type { ProjectFolder } from './projects';

/**
 * The run as one that stands in the folder `id` of the project, whose name counts. A study owns the runs that it has made:
 * in a folder that was copied, or renamed, by hand the file names another run, and in one from another project it names the
 * moment in which that was made. Such a run belongs to no study, so that no answer counts its values twice.
 */
export function placeRun(project: Pick<ProjectFolder, 'created'>, id: string, run: Run): Run {
  const { study } = run;
  const isOwn = run.id === id && (study?.project ?? project.created) === project.created;
  if (isOwn || !study) return run.id === id ? run : { ...run, id };
  return { ...run, id, study: null, copyOf: { runId: run.id, studyId: study.id } };
}
