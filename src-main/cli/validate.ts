import { countModel } from '#spec/counts';
import { findModules } from '#spec/graph';
import type { Model } from '#spec/model';
import { formatProblem, type Problem } from '#spec/problems';
import { isTrainable } from '#spec/parse-experiment';
import { joinNames } from '#spec/quote';
import type { Fields } from '#spec/task';
import type { TaskData } from '#spec/task-data';
import { exitStatus } from './exit-status';
import { print, printAll } from './output';
import { findProject, projectDirectory } from './find-project';
import { checkDescription, findSource } from './spec-source';
import { formatAmount } from './format';

export interface ValidateOptions {
  project?: string;
  json?: boolean;
}

/** `validate`: prints every problem of a spec. Returns the exit status. */
export async function validate(name: string, { project, json }: ValidateOptions): Promise<number> {
  const folder = await findProject(projectDirectory(project));
  const { title, value } = await findSource(name, folder);
  const { experiment, problems: found, data } = await checkDescription(value, folder);
  // A description can be right before its data is here: what is missing is a warning of `validate` alone.
  const problems = found.map((problem) =>
    isOfData(problem, data) ? { ...problem, severity: 'warning' as const } : problem,
  );
  const ok = isTrainable({ experiment, problems });
  const trainable = ok && !data?.problem;
  if (json) print(JSON.stringify({ ok, trainable, problems }));
  else {
    printAll(problems.map(formatProblem));
    if (ok && experiment) {
      const size = describeSize(experiment.model, data?.fields ?? null);
      print(
        trainable
          ? `${title} is fine: ${size}.`
          : `The description of ${lowerFirst(title)} is complete, but it cannot be trained before its data is there: ${size}.`,
      );
    }
  }
  return ok ? exitStatus.finished : exitStatus.invalid;
}

/** Whether the problem is that the data of the task cannot be read. */
function isOfData({ message }: Problem, data: TaskData | null): boolean {
  return data?.problem?.message === message;
}

/** `270,346 parameters, 3 modules`. */
function describeSize(model: Model, fields: Fields | null): string {
  const { total, unknown } = countModel(model, fields);
  const missing =
    unknown.nodes.length > 0
      ? ` without ${joinNames(unknown.nodes)}, whose size follows from the data`
      : '';
  const modules = findModules(model).length;
  return `${formatAmount(total.parameters)} parameters${missing}, ${modules} ${modules === 1 ? 'module' : 'modules'}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
