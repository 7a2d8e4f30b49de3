/** The charts of the page of a run as figures, from the files of a project and without a window. */
import type { Figure } from '#chart/figure';
import { buildRunFigure } from '#chart/figures/run-figure';
import { listAncestors } from '#chart/lines/ancestors';
import { initialView, metricsOfRunChart } from '#chart/run-charts';
import { isOfKind } from '#spec/errors';
import type { Run } from '#spec/run';
import type { LineView, RunChart } from '#spec/run-chart';
import type { ProjectFolder } from '#storage/projects';
import { readRun } from '#storage/runs';
import { readProjectCurves } from './project-curves';

/** A chart with its picture; null where it has nothing to draw. */
export interface RunChartFigure {
  chart: RunChart;
  figure: Figure | null;
}

/**
 * Draws charts of a run, in their order, as `view` says or as the page shows them at first. Throws WorkbenchError
 * `unavailable` where values of a run cannot be read.
 */
export async function drawRunCharts(
  project: ProjectFolder,
  run: Run,
  { charts, view }: { charts: readonly RunChart[]; view?: LineView },
): Promise<RunChartFigure[]> {
  const ancestors = await findAncestors(project, run);
  const wanted = new Set(charts.flatMap((chart) => metricsOfRunChart(chart, run)));
  const curves = await readProjectCurves(project, {
    lines: [run, ...ancestors.map((ancestor) => ancestor.run)].map(({ id }) => ({
      ...{ key: id, runIds: [id] },
    })),
    metrics: [...wanted].map((metric) => ({ metric })),
    range: view?.range,
  });
  const source = {
    ...{ run, ancestors },
    curveOf: (runId: string, metric: string) =>
      curves.find((curve) => curve.key === runId && curve.metric === metric),
  };
  return charts.map((chart) => ({
    chart,
    figure: buildRunFigure(chart, source, view ?? initialView(chart)),
  }));
}

/** The runs that it continues, as far as they are there. */
async function findAncestors(
  project: ProjectFolder,
  run: Run,
): Promise<ReturnType<typeof listAncestors>> {
  const found = new Map<string, Run>();
  let { parent } = run;
  while (parent && parent.runId !== run.id && !found.has(parent.runId)) {
    const next = await readIfThere(project, parent.runId);
    if (!next) break;
    found.set(next.id, next);
    parent = next.parent;
  }
  return listAncestors(run, (id) => found.get(id));
}

async function readIfThere(project: ProjectFolder, id: string): Promise<Run | null> {
  try {
    return await readRun(project, id);
  } catch (error) {
    if (isOfKind(error, 'notFound')) return null;
    throw error;
  }
}
