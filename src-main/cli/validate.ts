import { countModel } from '#spec/counts';
import { findModules } from '#spec/graph';
import { formatProblem } from '#spec/problems';
import { taskFields } from '#spec/task';
import { isTrainable } from '#spec/validate';
import { exitStatus } from './exit-status';
import { print, printAll } from './output';
import { findProject, projectDirectory } from './project-place';
import { check, findSource } from './spec-source';
import { formatCount } from './text';

export interface ValidateOptions {
  project?: string;
  json?: boolean;
}

/** `validate`: all that is wrong with a description. Returns the exit status. */
export async function validate(name: string, { project, json }: ValidateOptions): Promise<number> {
  const folder = await findProject(projectDirectory(project));
  const { title, value } = await findSource(name, folder);
  const reading = await check(value, folder, 'warning');
  const { experiment, problems } = reading;
  const ok = isTrainable(reading);
  if (json) print(JSON.stringify({ ok, problems }));
  else {
    printAll(problems.map(formatProblem));
    if (ok && experiment) {
      const { model, task } = experiment;
      const { parameters } = countModel(model, taskFields(task)).total;
      const modules = findModules(model).length;
      print(
        `${title} is fine: ${formatCount(parameters)} parameters, ${modules} ${modules === 1 ? 'module' : 'modules'}.`,
      );
    }
  }
  return ok ? exitStatus.finished : exitStatus.wrong;
}
