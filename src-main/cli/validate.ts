import { countModel } from '#spec/counts';
import { findModules } from '#spec/graph';
import { formatProblem } from '#spec/problems';
import { isTrainable } from '#spec/parse-experiment';
import { exitStatus } from './exit-status';
import { print, printAll } from './output';
import { findProject, projectDirectory } from './find-project';
import { checkDescription, findSource } from './spec-source';
import { formatCount } from './format';

export interface ValidateOptions {
  project?: string;
  json?: boolean;
}

/** `validate`: prints every problem of a spec. Returns the exit status. */
export async function validate(name: string, { project, json }: ValidateOptions): Promise<number> {
  const folder = await findProject(projectDirectory(project));
  const { title, value } = await findSource(name, folder);
  const reading = await checkDescription(value, folder, 'warning');
  const { experiment, problems } = reading;
  const ok = isTrainable(reading);
  if (json) print(JSON.stringify({ ok, problems }));
  else {
    printAll(problems.map(formatProblem));
    if (ok && experiment) {
      const { model } = experiment;
      const { parameters } = countModel(model, reading.fields).total;
      const modules = findModules(model).length;
      const unknownCount = reading.fields ? '' : ' and what its data will add';
      print(
        `${title} is fine: ${formatCount(parameters)} parameters${unknownCount}, ${modules} ${modules === 1 ? 'module' : 'modules'}.`,
      );
    }
  }
  return ok ? exitStatus.finished : exitStatus.invalid;
}
