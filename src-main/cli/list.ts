import { describeStatus } from '#analysis/run-outcome';
import { listTemplates } from '#service/templates';
import { listOwnTemplates } from '#storage/own-templates';
import { countModel } from '#spec/counts';
import { findNamedLoss } from '#spec/deciding-loss';
import { findModules } from '#spec/graph';
import { describeMetric, metricNames } from '#spec/metric-catalogue';
import { totalSteps, type Run } from '#spec/run';
import { findHeadline } from '#spec/run-result';
import { taskFields } from '#spec/task';
import { removeProjectLeftovers } from '#storage/leftovers';
import { openProject } from '#storage/projects';
import { describeUnreadable } from '#storage/versioned-json';
import { listSettledRuns } from '#training/run-owner';
import { fullName } from './named-models';
import { print, printAll, printToStderr } from './output';
import { resources } from './program-paths';
import { findProject, projectDirectory } from './find-project';
import { formatAmount, formatCount, formatMetric, formatTable } from './format';

export interface TemplatesOptions {
  project?: string;
  json?: boolean;
}

/** `templates`: lists the templates of the program, then the own ones of a project, by what `train` takes. */
export async function templates({ project, json }: TemplatesOptions): Promise<void> {
  const folder = await findProject(projectDirectory(project));
  const own = folder ? await listOwnTemplates(folder) : { items: [], problems: [] };
  for (const problem of own.problems) printToStderr(`warning: ${describeUnreadable(problem)}`);
  const all = [
    ...(await listTemplates(resources)),
    ...own.items.map(({ id, spec }) => ({ id: fullName({ kind: 'own template', id }), spec })),
  ];
  const rows = all.map(({ id, spec }) => {
    const { total, unknown } = countModel(spec.model, taskFields(spec.task));
    return {
      id,
      name: spec.name,
      // Null where the number of parameters depends on data that are not known here.
      parameters: unknown.nodes.length > 0 ? null : total.parameters,
      modules: findModules(spec.model).length,
      method: spec.training.method,
      steps: spec.training.steps,
      description: spec.description ?? '',
    };
  });
  if (json) {
    print(JSON.stringify(rows));
    return;
  }
  const cells = rows.map(({ id, name, parameters, modules, method, steps }) => [
    id,
    name,
    parameters === null ? '–' : formatAmount(parameters),
    String(modules),
    method,
    formatCount(steps),
  ]);
  const head = ['template', 'name', 'parameters', 'modules', 'method', 'steps'];
  printAll(formatTable([head, ...cells], [2, 3, 5]));
}

export interface RunsOptions {
  project?: string;
  json?: boolean;
}

/** `runs`: lists the runs of a project, oldest first. */
export async function runs({ project, json }: RunsOptions): Promise<void> {
  const folder = await openProject(projectDirectory(project));
  await removeProjectLeftovers(folder);
  const { items, problems } = await listSettledRuns(folder);
  for (const problem of problems) printToStderr(`warning: ${describeUnreadable(problem)}`);
  if (json) {
    print(JSON.stringify(items));
    return;
  }
  const cells = items.map((run) => [
    run.id,
    run.method ?? '–',
    String(run.seed ?? '–'),
    describeStatus(run),
    `${formatCount(run.step)} of ${formatCount(totalSteps(run))}`,
    ...formatResult(run),
  ]);
  const head = ['run', 'method', 'seed', 'status', 'steps', 'result', 'of', 'chosen by validation'];
  if (cells.length === 0) print(`The project in ${folder.directory} has no runs yet.`);
  else printAll(formatTable([head, ...cells], [2, 4, 5]));
}

/** The figure that stands for the run, what it is of, and the step that validation chose for it. */
function formatResult(run: Run): string[] {
  const headline = findHeadline(run);
  if (!headline) return ['–', '–', '–'];
  const { metric, value, step } = headline;
  const lastOnly = metric === metricNames.level ? '–' : 'no, last value';
  const chosen = step === null ? lastOnly : `step ${formatCount(step)}`;
  const { shortTitle } = describeMetric(metric, { loss: findNamedLoss(metric, [run]) });
  return [formatMetric(metric, value), shortTitle, chosen];
}
