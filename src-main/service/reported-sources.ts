import type { ReportedBeside } from '#analysis/tables/saved-comparison';
import type { ProjectFolder } from '#storage/projects';
import { listBundledReported, listReported } from '#storage/reported';
import { listTemplates } from './templates';

/** The reported results of a project and of the program, and the templates that they belong to. */
export async function readReportedBeside(
  project: ProjectFolder,
  resources: string,
): Promise<ReportedBeside> {
  const [{ items }, bundled, templates] = await Promise.all([
    listReported(project),
    listBundledReported(resources),
    listTemplates(resources),
  ]);
  return {
    sources: [...items, ...bundled],
    templates: new Map(templates.map(({ id, spec }) => [id, spec])),
  };
}
