import { resolve } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Environment, Run } from '#spec/run';
import { needRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { print, printAll, tell } from './output';
import { findOrMakeProject } from './project-place';
import { passes, rows, type Result, type Row } from './reproduce-rows';
import { markdownTable, plainTable } from './reproduce-table';
import { findSource, readTrainable } from './spec-source';
import { machinesOf, trainOnce } from './train-once';

export interface ReproduceOptions {
  project?: string;
  /** Trains rows again that were trained already. */
  fresh?: boolean;
  markdown?: boolean;
  json?: boolean;
}

/**
 * `reproduce`: trains the rows of the table one after the other, as `train` does, and prints it.
 * Runs of an earlier call are taken as they are, or taken up where they were stopped. Returns the
 * exit status: 0 where all rows show what they must.
 */
export async function reproduce(names: string[], options: ReproduceOptions): Promise<number> {
  const chosen = choose(names);
  const specs = await Promise.all(chosen.map(specOf));
  await needRuntime();
  const project = await findOrMakeProject(resolve(options.project ?? 'out/reproduce'));
  const results: Result[] = [];
  const environments: Environment[] = [];
  for (const [index, row] of chosen.entries()) {
    const spec = specs[index];
    if (!spec) continue;
    tell(`Row ${index + 1} of ${chosen.length}: ${row.template}`);
    const run = await trainOnce(project, row.template, spec, options.fresh ?? false);
    const result = resultOf(row, run);
    results.push(result);
    if (run.environment) environments.push(run.environment);
    if (options.json) print(JSON.stringify({ ...row, ...result, row: undefined, runId: run.id }));
    if (run.status === 'stopped' || run.status === 'interrupted') break;
  }
  if (options.markdown) printAll(markdownTable(results, footnote(environments)));
  else if (!options.json) printAll([...plainTable(results), '', footnote(environments)]);
  const isDone = results.length === chosen.length && results.every(passes);
  return isDone ? exitStatus.finished : exitStatus.failed;
}

function choose(names: string[]): readonly Row[] {
  const wanted = names.flatMap((name) => name.split(',')).filter(Boolean);
  const known = rows.map(({ template }) => template);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new WorkbenchError(
      'notFound',
      `The table has no row '${unknown}'. It has: ${known.join(', ')}.`,
    );
  return wanted.length === 0 ? rows : rows.filter(({ template }) => wanted.includes(template));
}

async function specOf({ template, steps }: Row): Promise<Experiment> {
  return (await readTrainable(await findSource(template, null), null, { steps })).spec;
}

function resultOf(row: Row, run: Run): Result {
  return {
    row,
    testError: run.metrics['test/error']?.last ?? null,
    seconds: run.seconds,
    stepsPerSecond: run.seconds > 0 ? run.step / run.seconds : 0,
    status: run.status,
  };
}

function footnote(environments: readonly Environment[]): string {
  return `Trained on ${machinesOf(environments)}. Errors are of the whole test part after the last step, one seed a row; times are of training alone.`;
}
