import { resolve } from 'node:path';
import { environmentsOf } from '#spec/environments';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { meanSpeed, ownSeconds, type Environment, type Run } from '#spec/run';
import { ensureRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { print, printAll, printToStderr } from './output';
import { findOrCreateProject } from './find-project';
import { isWithinBounds, reproduceRows, type RowResult, type ReproduceRow } from './reproduce-rows';
import { markdownTable, plainTable } from './reproduce-table';
import { findSource, readTrainable } from './spec-source';
import { describeMachines, trainOrReuse } from './train-or-reuse';

export interface ReproduceOptions {
  project?: string;
  /** Trains again what was trained before. */
  fresh?: boolean;
  markdown?: boolean;
  json?: boolean;
}

/**
 * `reproduce`: trains the rows of the table one after the other, as `train` does, and prints the table.
 * Finished runs of an earlier call are reused, unfinished ones resumed. Returns the exit status: 0 if
 * every row is within its bounds.
 */
export async function reproduce(names: string[], options: ReproduceOptions): Promise<number> {
  const rows = chooseRows(names);
  const specs = await Promise.all(rows.map(specOf));
  await ensureRuntime();
  const project = await findOrCreateProject(resolve(options.project ?? 'out/reproduce'));
  const results: RowResult[] = [];
  const environments: Environment[] = [];
  for (const [index, row] of rows.entries()) {
    const spec = specs[index];
    if (!spec) continue;
    printToStderr(`Row ${index + 1} of ${rows.length}: ${row.template}`);
    const run = await trainOrReuse(project, row.template, spec, options.fresh ?? false);
    const result = resultOf(row, run);
    results.push(result);
    environments.push(...environmentsOf(run));
    if (options.json) print(JSON.stringify({ ...row, ...result, row: undefined, runId: run.id }));
    if (run.status === 'stopped' || run.status === 'interrupted') break;
  }
  if (options.markdown) printAll(markdownTable(results, footnote(environments)));
  else if (!options.json) printAll([...plainTable(results), '', footnote(environments)]);
  const isReproduced = results.length === rows.length && results.every(isWithinBounds);
  return isReproduced ? exitStatus.finished : exitStatus.failed;
}

function chooseRows(names: string[]): readonly ReproduceRow[] {
  const requested = names.flatMap((name) => name.split(',')).filter(Boolean);
  const templates = reproduceRows.map(({ template }) => template);
  const unknown = requested.find((name) => !templates.includes(name));
  if (unknown !== undefined)
    throw new WorkbenchError(
      'notFound',
      `The table has no row '${unknown}'. It has: ${templates.join(', ')}.`,
    );
  return requested.length === 0
    ? reproduceRows
    : reproduceRows.filter(({ template }) => requested.includes(template));
}

async function specOf({ template, steps }: ReproduceRow): Promise<Experiment> {
  return (await readTrainable(await findSource(template, null), null, { steps })).spec;
}

function resultOf(row: ReproduceRow, run: Run): RowResult {
  return {
    row,
    testError: lastTestError(run),
    seconds: ownSeconds(run),
    stepsPerSecond: meanSpeed(run),
    status: run.status,
  };
}

/** After the last step: the number of steps is part of the row, and nothing is chosen by a result. */
function lastTestError({ metrics }: Run): number | null {
  const summary = metrics['test/error'];
  return summary && summary.notFiniteAt === undefined ? summary.last : null;
}

function footnote(environments: readonly Environment[]): string {
  return `Trained on ${describeMachines(environments)}. Errors are of the whole test part after the last step, which no result has chosen, one seed a row; times are of training with its evaluations.`;
}
