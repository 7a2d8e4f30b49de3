import type { Handlers } from '#api/commands';
import { readTaskData } from '#data/task-data';
import type { ModelToWrite } from '#exchange/model/model-document';
import type { Experiment } from '#spec/experiment';
import { quote } from '#spec/quote';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { prepareExport } from './export-handlers';
import type { ExportJobs } from './export-jobs';
import type { Workspace } from './workspace';

/** What draws and writes models is loaded when the first one is asked for: the program starts without it. */
export function modelFileHandlers(
  workspace: Workspace,
  { exports }: { exports: ExportJobs },
): Pick<Handlers, 'exports.previewModel' | 'exports.model'> {
  return {
    'exports.previewModel': async ({ projectId, spec, style, format }) => {
      const { renderModel } = await import('#exchange/model/model-document');
      const model = await withFields(workspace.project(projectId), spec);
      const { content, notes } = await renderModel(model, { format, style, dotsPerInch: 96 });
      return { text: String(content), notes };
    },
    'exports.model': ({ path, overwrite, spec, style, format, dotsPerInch, ...request }) =>
      exports.run(request, async () => {
        const { writeModel } = await import('#exchange/model/model-document');
        const project = workspace.project(request.projectId);
        await prepareExport(project, path);
        const model = await withFields(project, spec);
        const file = { format, style, dotsPerInch, overwrite };
        const written = await writeModel(path, model, file);
        return { ...written, content: `The model ${quote(spec.name)}` };
      }),
  };
}

async function withFields(project: ProjectFolder, experiment: Experiment): Promise<ModelToWrite> {
  const { fields } = await readTaskData(experiment.task, datasetsDirectory(project));
  return { experiment, fields };
}
