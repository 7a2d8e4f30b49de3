import { listChanges } from '#analysis/patch/describe-changes';
import { createSpecPatch } from '#analysis/patch/spec-patch';
import { compareRuns, describeRunDifferences } from '#analysis/run-differences';
import { isOfKind } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readRun } from '#storage/runs';
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

/** `diff`: prints what makes one experiment of another, and of two runs what came of it. Returns the exit status. */
export async function diff(
  first: string,
  second: string,
  { project: directory, patch, json }: DiffOptions,
): Promise<number> {
  const project = await findProject(projectDirectory(directory));
  const [before, after] = [await readSide(first, project), await readSide(second, project)];
  if (patch) {
    print(JSON.stringify(createSpecPatch(before.spec, after.spec), null, 2));
    return exitStatus.finished;
  }
  const changes = listChanges(before.spec, after.spec);
  if (json) {
    print(JSON.stringify(changes));
    return exitStatus.finished;
  }
  const lines =
    before.run && after.run
      ? describeRunDifferences(compareRuns(before.run, after.run))
      : changes.map(({ text }) => text);
  printAll(changes.length > 0 ? lines : ['No setting differs.', ...lines]);
  return exitStatus.finished;
}

interface Side {
  spec: Experiment;
  /** Null where it is no run. */
  run: Run | null;
}

async function readSide(name: string, project: ProjectFolder | null): Promise<Side> {
  const { kind, title, value } = await findSourceOrRun(name, project);
  const { experiment, problems } = parseExperiment(value);
  if (!experiment) throw untrainableError(title, problems);
  const runId = name.replace(/^runs\//, '');
  const run = kind === 'run' && project ? await readRun(project, runId) : null;
  return { spec: experiment, run };
}

/** As `train`, and a run also by its id alone. */
async function findSourceOrRun(name: string, project: ProjectFolder | null): Promise<SpecSource> {
  try {
    return await findSource(name, project);
  } catch (error) {
    if (!isOfKind(error, 'notFound')) throw error;
    const run = await findSource(`runs/${name}`, project).catch(() => null);
    if (run) return run;
    throw error;
  }
}
