import { stat } from 'node:fs/promises';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { modelFormats } from '#spec/export-format';
import { parseExperiment } from '#spec/parse-experiment';
import { quote } from '#spec/quote';
import { assertTrained, type Run } from '#spec/run';
import type { Experiment } from '#spec/experiment';
import type { ProjectFolder } from '#storage/projects';
import { listRuns, readRun } from '#storage/runs';
import { findSubject } from './export-source';
import { ownModelFormats, type ExportFormat } from './export-choices';
import { explainProject, findNamed, hasPrefix } from './named-models';
import { findSource, type SpecSource } from './spec-source';

/**
 * Whether `export` writes a model. Beside its own formats, a model has pictures and a table like runs, studies and
 * comparisons: there it is one where the name is written as `train` takes it (`models/ID`, `runs/ID`, a file), or is that
 * of a template or a model and of no run, study or comparison. `--kind` decides where a name is that of several.
 */
export async function isModelExport(
  name: string,
  { format, kind }: { format: ExportFormat; kind?: string },
  project: ProjectFolder | null,
): Promise<boolean> {
  if (kind === 'model' || ownModelFormats.some((own) => own === format)) return true;
  if (kind !== undefined || !modelFormats.some((one) => one === format)) return false;
  if (hasPrefix(name) || name.startsWith('runs/') || name.endsWith('.json')) return true;
  const isFile = await stat(name).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) return true;
  if ((await findNamed(name, project)).length === 0) return false;
  if (project) await assertOnlyModel(name, project);
  return true;
}

/** Throws `conflict` where a run, a study or a comparison has the name too. */
async function assertOnlyModel(name: string, project: ProjectFolder): Promise<void> {
  const other = await findSubject(project, name).catch((error: unknown) => {
    if (isOfKind(error, 'notFound')) return null;
    throw error;
  });
  if (other)
    throw new WorkbenchError(
      'conflict',
      `${quote(name)} names a model and a ${other.kind}. Say which one by --kind model or ${other.kind}.`,
    );
}

export interface NamedModel {
  title: string;
  experiment: Experiment;
}

/** The experiment that the name stands for. Throws `notFound`, and `validation` with the first problem of a file. */
export async function readModel(
  name: string,
  kind: string | undefined,
  project: ProjectFolder | null,
): Promise<NamedModel> {
  const { title, value } = await findModel(name, kind, project);
  const { experiment, problems } = parseExperiment(value);
  if (experiment) return { title, experiment };
  const [first] = problems;
  const reason = [first?.message, first?.remedy].filter((part) => part !== undefined).join(' ');
  throw new WorkbenchError('validation', `${title} cannot be read as a model. ${reason}`);
}

async function findModel(
  name: string,
  kind: string | undefined,
  project: ProjectFolder | null,
): Promise<Pick<SpecSource, 'title' | 'value'>> {
  const runId = /^runs\/([^/]+)$/.exec(name)?.[1];
  if (runId !== undefined && project) return modelOfRun(await readRun(project, runId));
  if (kind === 'run') return findRunModel(name, project);
  try {
    return await findSource(name, project);
  } catch (error) {
    const isMissing = isOfKind(error, 'notFound');
    if (!isMissing || kind === 'model' || !project || name.endsWith('.json')) throw error;
    const [run] = await findRuns(name, project);
    if (!run) throw error;
    return findRunModel(name, project);
  }
}

async function findRunModel(
  name: string,
  project: ProjectFolder | null,
): Promise<Pick<SpecSource, 'title' | 'value'>> {
  const [run, ...others] = project ? await findRuns(name, project) : [];
  if (!run)
    throw new WorkbenchError(
      'notFound',
      `The project has no run ${quote(name)}. ${explainProject(project)}`,
    );
  if (others.length === 0) return modelOfRun(run);
  const ids = [run, ...others].map(({ id }) => `runs/${id}`);
  throw new WorkbenchError(
    'conflict',
    `${quote(name)} is the name of ${ids.length} runs. Give the id of one, such as ${ids[0] ?? ''}.`,
  );
}

/** The run of that id, else those of that name. */
async function findRuns(name: string, project: ProjectFolder): Promise<Run[]> {
  const { items } = await listRuns(project);
  const ofId = items.filter(({ id }) => id === name);
  return ofId.length > 0 ? ofId : items.filter((run) => run.name === name);
}

function modelOfRun(run: Run): Pick<SpecSource, 'title' | 'value'> {
  assertTrained(run, 'be exported as a model');
  return { title: `The run ${quote(run.id)}`, value: run.spec };
}
