import type { Handlers } from '#api/commands';
import type { FigureSubject } from '#api/figures';
import type { Figure } from '#chart/figure';
import { buildStudyFigure } from '#chart/figures/study-figure';
import { WorkbenchError } from '#spec/errors';
import type { ProjectFolder } from '#storage/projects';
import { getStudy } from '#storage/studies';
import type { RunManager } from '#training/run-manager';
import { prepareExport } from './export-handlers';
import type { ExportJobs } from './export-jobs';
import { readStudy } from './read-study';
import { readReportedBeside } from './reported-sources';
import { readRuns } from './read-runs';
import type { Workspace } from './workspace';

interface FigureContext {
  runs: RunManager;
  exports: ExportJobs;
  resources: string;
}

/** What draws and writes pictures is loaded when the first one is asked for: the program starts without it. */
export function figureHandlers(
  workspace: Workspace,
  context: FigureContext,
): Pick<Handlers, 'figures.preview' | 'exports.figure'> {
  return {
    'figures.preview': async ({ projectId, subject, style }) => {
      const { figureToSvg } = await import('#exchange/figure/figure-svg');
      const figure = await drawSubject(workspace.project(projectId), subject, context);
      return figure && { svg: await figureToSvg(figure, style), notes: figure.notes };
    },
    'exports.figure': ({ format, dotsPerInch, path, overwrite, ...request }) =>
      context.exports.run(request, async () => {
        const { writeFigure } = await import('#exchange/figure/write-figure');
        const project = workspace.project(request.projectId);
        await prepareExport(project, path);
        const figure = await drawSubject(project, request.subject, context);
        if (!figure)
          throw new WorkbenchError(
            'notFound',
            'The chart has nothing to draw: none of its runs has measured what it shows.',
          );
        const file = { format, dotsPerInch, style: request.style, overwrite };
        const written = await writeFigure(path, figure, file);
        return { ...written, content: `‘${figure.title}’`, notes: figure.notes };
      }),
  };
}

/** The picture of a chart; null where it has nothing to draw. */
async function drawSubject(
  project: ProjectFolder,
  subject: FigureSubject,
  { runs, resources }: Pick<FigureContext, 'runs' | 'resources'>,
): Promise<Figure | null> {
  switch (subject.kind) {
    case 'comparison chart': {
      const { drawCharts } = await import('#exchange/comparison-figures');
      const { content, chart, runIds, range, selected } = subject;
      const compared = await readRuns(runs, project, runIds);
      const beside = await readReportedBeside(project, resources);
      const request = { content, charts: [chart], runs: compared, beside, range };
      const [drawn] = await drawCharts(project, { ...request, selected: new Set(selected) });
      return drawn?.figure ?? null;
    }
    case 'run chart': {
      const { drawRunCharts } = await import('#exchange/run-figures');
      const run = await runs.get(project, subject.runId);
      const request = { charts: [subject.chart], view: subject.view };
      const [drawn] = await drawRunCharts(project, run, request);
      return drawn?.figure ?? null;
    }
    case 'study result': {
      const study = await getStudy(project, subject.studyId);
      const { result } = await readStudy(project, resources, study);
      return buildStudyFigure(study, result);
    }
  }
}
