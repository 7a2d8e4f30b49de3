import { resolve } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import type { Environment, Run } from '#spec/run';
import { demonstrations, type Demonstration } from './demonstrations';
import { needRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { print, printAll, tell } from './output';
import { findOrMakeProject } from './project-place';
import { findSource, readTrainable } from './spec-source';
import { formatCount, formatSeconds, formatTable, markdownRows } from './text';
import { lastOf, machinesOf, trainOnce } from './train-once';

export interface DemonstrateOptions {
  project?: string;
  /** Each `path.to.setting=value`, for every template. */
  set?: string[];
  /** In place of the demonstration's own. */
  seeds?: number[];
  fresh?: boolean;
  /** Trains nothing: the table is of the runs that are finished. */
  trained?: boolean;
  markdown?: boolean;
  json?: boolean;
}

/**
 * `demonstrate`: trains the templates of a demonstration side by side, every seed of each, and prints what
 * came out. Returns the exit status: 0 where all runs finished; what they show is for the reader to judge.
 */
export async function demonstrate(name: string, options: DemonstrateOptions): Promise<number> {
  const chosen = choose(name, options);
  const { set } = options;
  const project = await findOrMakeProject(resolve(options.project ?? 'out/demonstrate'));
  const sources = await Promise.all(
    chosen.templates.flatMap((template) =>
      chosen.seeds.map(async (seed) => ({
        template,
        spec: (await readTrainable(await findSource(template, null), project, { seed, set })).spec,
      })),
    ),
  );
  if (!options.trained) await needRuntime();
  const trained: { template: string; run: Run }[] = [];
  for (const [index, { template, spec }] of sources.entries()) {
    if (!options.trained)
      tell(`Run ${index + 1} of ${sources.length}: ${template}, seed ${spec.training.seed}`);
    const run = options.trained
      ? await lastOf(project, spec)
      : await trainOnce(project, template, spec, options.fresh ?? false);
    if (!run || (options.trained && run.status !== 'finished')) continue;
    trained.push({ template, run });
    if (options.json)
      print(JSON.stringify({ template, seed: spec.training.seed, ...measured(chosen, run) }));
    if (run.status === 'stopped' || run.status === 'interrupted') break;
  }
  if (options.trained && trained.length === 0)
    throw new WorkbenchError(
      'notFound',
      `No finished run of these templates is in ${project.directory}: leave --trained out to train them, or name the project they are in.`,
    );
  const table = [
    headOf(chosen),
    ...chosen.templates.flatMap((template) => rowOf(chosen, template, trained)),
  ];
  const environments = trained.flatMap(({ run }): Environment[] =>
    run.environment ? [run.environment] : [],
  );
  const footnote = `Trained on ${machinesOf(environments)}: means over the seeds, in brackets the least and the most. Times are of training alone.`;
  if (options.markdown) printAll([...markdownRows(table, right(table)), '', footnote]);
  else if (!options.json) printAll([...formatTable(table, right(table)), '', footnote]);
  return trained.length === sources.length && trained.every(({ run }) => run.status === 'finished')
    ? exitStatus.finished
    : exitStatus.failed;
}

function choose(name: string, { set = [], seeds }: DemonstrateOptions): Demonstration {
  const found = demonstrations[name];
  if (!found)
    throw new WorkbenchError(
      'notFound',
      `There is no demonstration '${name}'. There are: ${Object.keys(demonstrations).join(', ')}.`,
    );
  const { wants } = found;
  if (wants && !wants.settings.some((path) => set.some((one) => one.startsWith(`${path}=`))))
    throw new WorkbenchError(
      'validation',
      `The demonstration '${name}' lacks ${wants.settings.join(' or ')}. ${wants.remedy}`,
    );
  return { ...found, seeds: seeds ?? found.seeds };
}

function measured({ metrics }: Demonstration, run: Run): Record<string, number | null> {
  return Object.fromEntries(
    metrics.map(({ metric, best }) => [
      metric,
      run.metrics[metric]?.[best ? 'best' : 'last'] ?? null,
    ]),
  );
}

function headOf({ metrics }: Demonstration): string[] {
  return [
    'template',
    'seeds',
    'steps',
    ...metrics.map(({ label }) => label),
    'time a run',
    'steps/s',
  ];
}

/** Every column but the first is of numbers. */
function right([head = []]: readonly string[][]): number[] {
  return head.map((_, index) => index).slice(1);
}

/** The mean over the seeds, and the range where there are several. */
function rowOf(
  demonstration: Demonstration,
  template: string,
  trained: readonly { template: string; run: Run }[],
): string[][] {
  const runs = trained.filter((one) => one.template === template).map(({ run }) => run);
  if (runs.length === 0) return [];
  const mean = (of: (run: Run) => number): number =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const cells = demonstration.metrics.map(({ metric, digits, percent }) => {
    const values = runs.flatMap((run) => measured(demonstration, run)[metric] ?? []);
    if (values.length === 0) return '–';
    const text = (value: number): string =>
      percent ? `${(100 * value).toFixed(digits)} %` : value.toFixed(digits);
    const middle = text(values.reduce((sum, one) => sum + one, 0) / values.length);
    return values.length === 1
      ? middle
      : `${middle} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
  });
  return [
    [
      `\`${template}\``,
      String(runs.length),
      formatCount(Math.round(mean(({ step }) => step))),
      ...cells,
      formatSeconds(mean(({ seconds }) => seconds)),
      formatCount(mean(({ step, seconds }) => (seconds > 0 ? step / seconds : 0))),
    ],
  ];
}
