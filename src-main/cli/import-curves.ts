import {
  describeImported,
  importCurves,
  previewCurves,
  type ImportProgress,
} from '#exchange/curves/import-curves';
import { hasCurves } from '#exchange/curves/read-sources';
import { countNoun } from '#spec/count-noun';
import { curveImportSchema, type CurveImport, type CurvePreview } from '#spec/curve-import';
import { WorkbenchError } from '#spec/errors';
import { summarizeIssues } from '#spec/explain-issues';
import { quote } from '#spec/quote';
import { exitStatus } from './exit-status';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { formatCount, formatSeconds, formatTable } from './format';
import type { ImportRunsOptions, RunSource } from './run-source';
import { delimiterName } from './option-parsers';
import { print, printAll, printToStderr } from './output';
import { untilInterrupted } from './until-interrupted';

/** Curves of other programs: event files and tables. */
export const curveSource: RunSource = {
  label: 'event files of TensorBoard or a table of curves',
  detect: hasCurves,
  run: (paths, options) => untilInterrupted((signal) => bringIn(paths, options, signal)),
};

const progressEveryMs = 2000;

async function bringIn(
  paths: readonly string[],
  options: ImportRunsOptions,
  signal: AbortSignal,
): Promise<number> {
  const request = toRequest(paths, options);
  const directory = projectDirectory(options.project);
  const present = await findProject(directory);
  if (options.preview) {
    const preview = await previewCurves(present, request);
    if (options.json) print(JSON.stringify(preview));
    else printAll(describePreview(preview));
    return exitStatus.finished;
  }
  // A folder becomes a project only once its files are known to be right.
  if (!present) await previewCurves(null, request);
  const project = present ?? (await findOrCreateProject(directory));
  const onProgress = createProgressPrinter();
  const { runs } = await importCurves(project, request, { signal, onProgress });
  for (const { name, notes } of runs)
    for (const note of notes) printToStderr(`note: ${quote(name)}: ${note}`);
  if (options.json) print(JSON.stringify({ project: project.directory, runs }));
  else {
    printAll(runs.map((run) => describeImported(run)));
    print(`They are in ${project.directory}.`);
  }
  return exitStatus.finished;
}

/** Says on stderr how far a long import is, every few seconds. */
function createProgressPrinter(): (progress: ImportProgress) => void {
  let last = Date.now();
  return ({ run, runs, name, curves, ofCurves }) => {
    if (Date.now() - last < progressEveryMs) return;
    last = Date.now();
    printToStderr(
      `run ${formatCount(run)} of ${formatCount(runs)}, ${quote(name)}: ${formatCount(curves)} of ${countNoun(ofCurves, 'metric')} written`,
    );
  };
}

function toRequest(paths: readonly string[], options: ImportRunsOptions): CurveImport {
  const { name, tag, method, seed, delimiter, decimal, encoding } = options;
  const request = {
    ...{ paths, name, tags: tag, method, seed, delimiter, decimal, encoding },
    settings: Object.fromEntries(
      (options.set ?? [])
        .map((text) => split(text, '--set'))
        .map(([key, value]) => [key, readScalar(value)]),
    ),
    metrics: Object.fromEntries((options.metric ?? []).map((text) => split(text, '--metric'))),
    columns: {
      step: options.stepColumn,
      time: options.timeColumn,
      run: options.runColumn,
      ignored: options.ignoreColumn,
    },
  };
  const parsed = curveImportSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new WorkbenchError(
    'validation',
    summarizeIssues(parsed.error.issues, request, curveImportSchema),
  );
}

/** The two sides of the first `=`. */
function split(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  if (name === '__proto__')
    throw new WorkbenchError(
      'validation',
      `${quote(name)} of ${option} cannot be a name here. Choose another one.`,
    );
  if (at > 0 && at < text.length - 1) return [name, text.slice(at + 1)];
  throw new WorkbenchError(
    'validation',
    `${quote(text)} of ${option} has to be written as ${option === '--metric' ? 'OURS=THEIRS, such as validation/error=val/err' : 'NAME=VALUE, such as lr=0.1'}.`,
  );
}

/** A number, a truth value, or a text. */
function readScalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

/** The runs, each with its metrics, and how tables are read. */
function describePreview({ runs, tables }: CurvePreview): string[] {
  return [
    ...tables.flatMap(({ file, delimiter, columns, rows }) => [
      `${file}: cells separated by ${delimiterName(delimiter)}`,
      ...formatTable([
        columns.map(({ name }) => name),
        columns.map(({ role }) => `(${role})`),
        ...rows,
      ]).map((line) => `  ${line}`),
      '',
    ]),
    ...runs.flatMap(({ name, state, step, seconds, method, seed, settings, metrics, ...run }) => [
      `${quote(name)}${state === 'new' ? '' : `, in the project already, ${state}`}: ${countNoun(step, 'step')}${seconds === null ? ', no times' : ` in ${formatSeconds(seconds)}`}`,
      ...formatTable(
        metrics.map((metric) => [
          metric.name,
          metric.name === metric.from ? '' : `from ${metric.from}`,
          countNoun(metric.values, 'value'),
        ]),
        [2],
      ).map((line) => `  ${line}`),
      ...Object.entries({ method, seed, ...settings })
        .filter(([, value]) => value !== null)
        .map(([key, value]) => `  ${key}: ${value}`),
      ...[...run.notes, ...run.unitNotes].map((note) => `  note: ${note}`),
    ]),
  ];
}
