import type { Handlers } from '#api/commands';
import type { FigureInput } from '#api/figures';
import type { Figure } from '#chart/figure';
import { drawCharts } from '#exchange/comparison-figures';
import { figureToSvg } from '#exchange/figure/figure-svg';
import { writeFigure } from '#exchange/figure/write-figure';
import { mapLimited } from '#files/map-limited';
import { WorkbenchError } from '#spec/errors';
import type { ProjectFolder } from '#storage/projects';
import type { RunManager } from '#training/run-manager';
import { prepareExport } from './export-handlers';
import type { ExportJobs } from './export-jobs';
import { readReportedBeside } from './reported-sources';
import type { Workspace } from './workspace';

/** Runs that are read at the same time. */
const readAtOnce = 16;

export function figureHandlers(
  workspace: Workspace,
  { runs, exports, resources }: { runs: RunManager; exports: ExportJobs; resources: string },
): Pick<Handlers, 'figures.preview' | 'exports.figure'> {
  const draw = async (project: ProjectFolder, input: FigureInput): Promise<Figure | null> => {
    const { content, chart, runIds, range, selected } = input;
    const compared = await mapLimited(runIds, readAtOnce, (id) => runs.get(project, id));
    const beside = await readReportedBeside(project, resources);
    const request = { content, charts: [chart], runs: compared, beside, range };
    const [drawn] = await drawCharts(project, { ...request, selected: new Set(selected) });
    return drawn?.figure ?? null;
  };
  return {
    'figures.preview': async ({ projectId, ...input }) => {
      const figure = await draw(workspace.project(projectId), input);
      return figure && { svg: await figureToSvg(figure, input.style), notes: figure.notes };
    },
    'exports.figure': ({ format, dotsPerInch, path, overwrite, ...request }) =>
      exports.run(request, async () => {
        const project = workspace.project(request.projectId);
        await prepareExport(project, path);
        const figure = await draw(project, request);
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
