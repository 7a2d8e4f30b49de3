import { resolve } from 'node:path';
import { environmentsOf } from '#spec/environments';
import { WorkbenchError } from '#spec/errors';
import { demonstrationTable, readMetrics, type TrainedTemplate } from './demonstrate-table';
import { demonstrations, type Demonstration } from './demonstrations';
import { ensureRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { print, printAll, printToStderr } from './output';
import { findOrCreateProject } from './find-project';
import { findSource, readTrainable } from './spec-source';
import { formatMarkdownTable, formatTable } from './format';
import { findLatestRun, describeMachines, trainOrReuse } from './train-or-reuse';

export interface DemonstrateOptions {
  project?: string;
  /** Each `path.to.setting=value`; changes every template. */
  set?: string[];
  /** Replaces the seeds of the demonstration. */
  seeds?: number[];
  /** Trains again what was trained before. */
  fresh?: boolean;
  /** Trains nothing and prints the table of the finished runs. */
  trained?: boolean;
  markdown?: boolean;
  json?: boolean;
}

/**
 * `demonstrate`: trains every template of a demonstration with every seed and prints a table of the results.
 * Returns the exit status: 0 if all runs finished, whatever their results.
 */
export async function demonstrate(name: string, options: DemonstrateOptions): Promise<number> {
  const demonstration = chooseDemonstration(name, options);
  const { set } = options;
  const project = await findOrCreateProject(resolve(options.project ?? 'out/demonstrate'));
  const sources = await Promise.all(
    demonstration.templates.flatMap((template) =>
      demonstration.seeds.map(async (seed) => ({
        template,
        spec: (await readTrainable(await findSource(template, null), project, { seed, set })).spec,
      })),
    ),
  );
  if (!options.trained) await ensureRuntime();
  const trained: TrainedTemplate[] = [];
  for (const [index, { template, spec }] of sources.entries()) {
    if (!options.trained)
      printToStderr(
        `Run ${index + 1} of ${sources.length}: ${template}, seed ${spec.training.seed}`,
      );
    const run = options.trained
      ? await findLatestRun(project, spec)
      : await trainOrReuse(project, template, spec, options.fresh ?? false);
    if (!run || (options.trained && run.status !== 'finished')) continue;
    trained.push({ template, run });
    if (options.json)
      print(
        JSON.stringify({ template, seed: spec.training.seed, ...readMetrics(demonstration, run) }),
      );
    if (run.status === 'stopped' || run.status === 'interrupted') break;
  }
  if (options.trained && trained.length === 0)
    throw new WorkbenchError(
      'notFound',
      `No finished run of these templates is in ${project.directory}: leave --trained out to train them, or name the project they are in.`,
    );
  const table = demonstrationTable(demonstration, trained);
  // Every column but the first holds numbers.
  const right = (table[0] ?? []).map((_, index) => index).slice(1);
  const environments = trained.flatMap(({ run }) => environmentsOf(run));
  const footnote = `Trained on ${describeMachines(environments)}: values after the last step, means over the finished runs, in brackets the least and the most. Times are of training with its evaluations.`;
  if (options.markdown) printAll([...formatMarkdownTable(table, right), '', footnote]);
  else if (!options.json) printAll([...formatTable(table, right), '', footnote]);
  return trained.length === sources.length && trained.every(({ run }) => run.status === 'finished')
    ? exitStatus.finished
    : exitStatus.failed;
}

function chooseDemonstration(name: string, { set = [], seeds }: DemonstrateOptions): Demonstration {
  const demonstration = demonstrations[name];
  if (!demonstration)
    throw new WorkbenchError(
      'notFound',
      `There is no demonstration '${name}'. There are: ${Object.keys(demonstrations).join(', ')}.`,
    );
  const { requires } = demonstration;
  const isSet = (path: string): boolean => set.some((change) => change.startsWith(`${path}=`));
  if (requires && !requires.settings.some(isSet))
    throw new WorkbenchError(
      'validation',
      `The demonstration '${name}' lacks ${requires.settings.join(' or ')}. ${requires.remedy}`,
    );
  return { ...demonstration, seeds: seeds ?? demonstration.seeds };
}
