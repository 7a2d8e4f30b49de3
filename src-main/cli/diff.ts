import { createSpecPatch } from '#analysis/patch/spec-patch';
import { listChanges } from '#analysis/patch/describe-changes';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import type { ProjectFolder } from '#storage/projects';
import { exitStatus, untrainableError } from './exit-status';
import { findProject, projectDirectory } from './find-project';
import { print, printAll } from './output';
import { findSource, type SpecSource } from './spec-source';

export interface DiffOptions {
  project?: string;
  /** Prints a JSON Patch. */
  patch?: boolean;
  json?: boolean;
}

/** `diff`: prints what makes one experiment of another. Returns the exit status. */
export async function diff(
  first: string,
  second: string,
  { project: directory, patch, json }: DiffOptions,
): Promise<number> {
  const project = await findProject(projectDirectory(directory));
  const before = await readExperiment(first, project);
  const after = await readExperiment(second, project);
  if (patch) {
    print(JSON.stringify(createSpecPatch(before, after), null, 2));
    return exitStatus.finished;
  }
  const changes = listChanges(before, after);
  if (json) print(JSON.stringify(changes));
  else printAll(changes.length > 0 ? changes.map(({ text }) => text) : ['No setting differs.']);
  return exitStatus.finished;
}

async function readExperiment(name: string, project: ProjectFolder | null): Promise<Experiment> {
  const { title, value } = await findSourceOrRun(name, project);
  const { experiment, problems } = parseExperiment(value);
  if (experiment) return experiment;
  throw untrainableError(title, problems);
}

/** As `train`, and a run also by its id alone. */
async function findSourceOrRun(name: string, project: ProjectFolder | null): Promise<SpecSource> {
  try {
    return await findSource(name, project);
  } catch (error) {
    if (!(error instanceof WorkbenchError && error.kind === 'notFound')) throw error;
    const run = await findSource(`runs/${name}`, project).catch(() => null);
    if (run) return run;
    throw error;
  }
}
