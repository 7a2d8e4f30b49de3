/** Collects what a report of a run, a study or a comparison says. */
import { shellLine } from '#analysis/commands/shell-quote';
import { parseMetricField, fieldTitle } from '#analysis/run-field';
import { readStudyAnswer } from '#analysis/study-answer';
import { compareSaved, findComparedField } from '#analysis/tables/saved-comparison';
import { statisticsTable } from '#analysis/tables/statistics-table';
import { studyTable } from '#analysis/tables/study-table';
import type { Figure } from '#chart/figure';
import { explainUndrawable } from '#chart/figures/assert-drawable';
import { buildStudyFigure } from '#chart/figures/study-figure';
import { chartsOf, drawCharts } from '#exchange/comparison-figures';
import { compareAll } from '#exchange/report/compare-all';
import { findRecipe } from '#exchange/report/curve-recipe';
import { describeRemarks } from '#exchange/report/describe-remarks';
import { describeReported } from '#exchange/report/describe-reported';
import { describeRuns } from '#exchange/report/describe-runs';
import type { Report, ReportSubject, ReportTable } from '#exchange/report/report';
import type { ComparisonContent } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import { isTrained, type Run } from '#spec/run';
import type { Study } from '#spec/study';
import { workbenchVersion } from '#spec/version';
import type { ProjectFolder } from '#storage/projects';
import { dirname, resolve } from 'node:path';
import { readStudy } from './read-study';
import { repeatComparison, repeatRuns, repeatStudy } from './repeat-command';
import { readReportedBeside } from './reported-sources';

/** What a report is made of. */
export interface ReportSource {
  kind: ReportSubject['kind'];
  /** Null of a comparison that is not saved. */
  id: string | null;
  name: string;
  /** The oldest first. */
  runs: readonly Run[];
  /** Null of a run. */
  content: Study | ComparisonContent | null;
}

export interface ReportContext {
  project: ProjectFolder;
  /** The folder of what the program brings. */
  resources: string;
  /** All runs of the project. */
  runs: readonly Run[];
}

/** Throws WorkbenchError `unavailable` where values of a run cannot be read. */
export async function collectReport(context: ReportContext, source: ReportSource): Promise<Report> {
  const { project, resources } = context;
  const { kind, id, name, runs, content } = source;
  const comparison = content && !('axes' in content) ? content : compareAll(name, runs);
  const beside = await readReportedBeside(project, resources);
  const { tables, answer, result } =
    content && 'axes' in content
      ? await describeStudy(context, content)
      : {
          tables: kind === 'run' ? [] : tabulate(comparison, runs, beside),
          answer: null,
          result: null,
        };
  const commands = await listCommands(context, source);
  const charts = chartsOf(comparison, runs);
  const pictures = await drawCharts(project, { content: comparison, runs, beside, charts });
  const made = pictures.flatMap(({ chart, figure }) => (figure ? [{ chart, figure }] : []));
  const drawn = made.filter(({ figure }) => explainUndrawable(figure) === null);
  return {
    title: name,
    subject: { kind, id, name, project: project.name },
    date: new Date().toISOString(),
    version: workbenchVersion,
    answer,
    remarks: [
      ...describeRemarks(runs),
      ...made.flatMap(({ figure }) => explainUndrawable(figure) ?? []),
    ],
    texts: charts.flatMap((chart) =>
      chart.kind === 'text' && chart.text.trim() !== ''
        ? [{ title: chart.title ?? null, markdown: chart.text }]
        : [],
    ),
    // That of the study comes first; it has no curves that the script could draw again.
    figures: [...(result ? [result] : []), ...drawn.map(({ figure }) => figure)],
    recipes: [
      ...(result ? [null] : []),
      ...drawn.map((picture) => findRecipe(picture, comparison, runs)),
    ],
    tables,
    runs: describeRuns(runs, ({ id: run }) => commands.ofRuns.get(run) ?? null),
    reported: describeReported(comparison, beside.sources),
    commands: commands.ofAll,
  };
}

async function describeStudy(
  { project, resources }: ReportContext,
  study: Study,
): Promise<Pick<Report, 'tables' | 'answer'> & { result: Figure | null }> {
  const { result, surroundings } = await readStudy(project, resources, study);
  const table = studyTable(result);
  return {
    tables: table ? [{ title: titleOf(result.measure?.metric ?? ''), table }] : [],
    answer: readStudyAnswer(study, result, surroundings),
    result: buildStudyFigure(study, result),
  };
}

/** A table for each chart of statistics, or where there is none, of the metric that the list of runs shows. */
function tabulate(
  comparison: ComparisonContent,
  runs: readonly Run[],
  beside: Parameters<typeof compareSaved>[3],
): ReportTable[] {
  const charts = (comparison.charts ?? []).filter((chart) => chart.kind === 'statistics');
  const chosen = charts.map(({ field, title }) => ({ field, title }));
  const usual = chosen.length > 0 ? null : findComparedField(comparison, runs);
  const fields = usual === null ? chosen : [{ field: usual, title: undefined }];
  return fields.map(({ field, title }) => {
    const { leftOut, ...compared } = compareSaved(comparison, runs, field, beside);
    const table = statisticsTable(compared);
    const note = `${countNoun(leftOut, 'more group')} ${leftOut === 1 ? 'is' : 'are'} left out, as in the window.`;
    return {
      title: title ?? titleOf(field),
      table: leftOut > 0 ? { ...table, notes: [...table.notes, note] } : table,
    };
  });
}

function titleOf(field: string): string {
  return parseMetricField(field) ? fieldTitle(field) : `Comparison by ${fieldTitle(field)}`;
}

/** The commands that repeat the whole, and each run that was trained here, as another machine can give them. */
async function listCommands(
  context: ReportContext,
  { kind, id, runs }: ReportSource,
): Promise<{ ofAll: string[]; ofRuns: Map<string, string> }> {
  const ofRuns = new Map<string, string>();
  for (const run of runs.filter(isTrained)) {
    const { text } = await repeatRuns(context, [run]);
    ofRuns.set(run.id, makePortable(text, context));
  }
  if (kind === 'run' || id === null) return { ofAll: [], ofRuns };
  const whole = await (kind === 'study' ? repeatStudy : repeatComparison)(context, { id });
  return { ofAll: [makePortable(whole.text, context)], ofRuns };
}

/** The command without the folders of this machine. */
export function makePortable(
  command: string,
  { project, resources }: Pick<ReportContext, 'project' | 'resources'>,
): string {
  const program = shellLine(['--prefix', dirname(resolve(resources))]);
  const folder = shellLine(['--project', project.directory]);
  return command.replace(`${program} `, () => '').replace(folder, () => '--project PROJECT');
}
