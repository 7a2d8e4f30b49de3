import { curvesRequestSchema, type Curve, type CurvesRequestInput } from '#spec/curves';
import { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import type { ProjectFolder } from '#storage/projects';
import { readRun, runDirectory } from '#storage/runs';

/** The curves of a request from the files of a project. Throws as `readCurves` does. */
export function readProjectCurves(
  project: ProjectFolder,
  request: CurvesRequestInput,
): Promise<Curve[]> {
  const findRun = (id: string) => ({
    directory: runDirectory(project, id),
    readSpec: async () => (await readRun(project, id)).spec,
  });
  return readCurves(curvesRequestSchema.parse(request), findRun, new ColumnCache());
}
