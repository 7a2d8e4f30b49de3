import { listAxisPaths } from '#analysis/study-cells';
import type { Study } from '#spec/study';

/** The fields by which the runs of a study are groups: seeds of one combination together. */
export function studyFields(study: Pick<Study, 'axes' | 'models'>): string[] {
  const paths = listAxisPaths(study);
  return study.models.length > 1 || paths.length === 0 ? ['run.model', ...paths] : paths;
}
