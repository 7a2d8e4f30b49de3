import { stat } from 'node:fs/promises';
import { readTaskData } from '#data/task-data';
import { describeCompute } from '#service/describe-compute';
import { checkReadiness } from '#spec/check-readiness';
import { WorkbenchError, messageOf } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Problem } from '#spec/problems';
import { applySetting } from '#spec/apply-setting';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';
import { assertTrained } from '#spec/run';
import type { TaskData } from '#spec/task-data';
import { isTrainable, parseExperiment, type ParsedExperiment } from '#spec/parse-experiment';
import { maxQuotedPath } from '#files/file-errors';
import { readJsonText } from '#files/read-json-text';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { readRun } from '#storage/runs';
import { untrainableError } from './exit-status';
import { readNamed, type NamedKind } from './named-models';
import { applyPatches } from './patch-source';

export interface SpecOverrides {
  method?: string;
  seed?: number;
  steps?: number;
  /** JSON Patches, as files or as they are: applied in order and before everything else. */
  patch?: string[];
  /** Each `path.to.setting=value`, applied in order, after the patches and before the other options. */
  set?: string[];
}

/** A spec as it was read, before it is checked. */
export interface SpecSource {
  kind: 'file' | 'run' | NamedKind;
  /** For messages: "'my.json'", "The template 'mnist-cdni'". */
  title: string;
  /** Id of the template of the program or of the project's model; null for a file and an own template. Of a run, that of its own. */
  modelId: string | null;
  value: unknown;
}

/**
 * Reads what SPEC on the command line names: a JSON file, a run of the project (`runs/<id>`), or a template, a model or an
 * own template by its id, with `bundled/`, `models/` or `templates/` before it where several have the id. Throws as
 * `readNamed`.
 */
export async function findSource(name: string, project: ProjectFolder | null): Promise<SpecSource> {
  if (name.endsWith('.json') || (await isFile(name)))
    return {
      kind: 'file',
      title: quote(name, maxQuotedPath),
      modelId: null,
      value: await readJsonFile(name),
    };
  const runId = /^runs\/([^/]+)$/.exec(name)?.[1];
  if (runId !== undefined && project) return findRun(runId, project);
  const named = await readNamed(name, project);
  const { kind, id } = named;
  return {
    kind,
    title: `${titles[kind]} ${quote(id)}`,
    // Runs name models, and an own template may have the id of one.
    modelId: kind === 'own template' ? null : id,
    value: await named.read(),
  };
}

const titles: Readonly<Record<NamedKind, string>> = {
  template: 'The template',
  model: 'The model',
  'own template': 'The own template',
};

/** A run is trained again: with its experiment, seed and steps among it. */
async function findRun(id: string, project: ProjectFolder): Promise<SpecSource> {
  const run = await readRun(project, id);
  assertTrained(run, 'be trained again');
  return { kind: 'run', title: `The run '${id}'`, modelId: run.modelId, value: run.spec };
}

/**
 * The spec with the overrides of the command line applied. Patches name settings that a file may leave out: they are
 * applied to what the file stands for.
 */
export async function applyOverrides(value: unknown, overrides: SpecOverrides): Promise<unknown> {
  const { method, seed, steps, patch = [], set = [] } = overrides;
  const whole = patch.length > 0 ? (parseExperiment(value).experiment ?? value) : value;
  const patched = await applyPatches(whole, patch);
  const options = Object.entries({ method, seed, steps })
    .filter(([, override]) => override !== undefined)
    .map(([name, override]) => `training.${name}=${JSON.stringify(override)}`);
  return [...set, ...options].reduce(applySetting, patched);
}

/** A parsed spec with its problems here: with its data, and on this machine. `data`: null where it does not fit the format. */
export type CheckedExperiment = ParsedExperiment & { data: TaskData | null };

/** Parses a spec and collects its problems, missing data and what this machine cannot hold among them. */
export async function checkDescription(
  value: unknown,
  project: ProjectFolder | null,
): Promise<CheckedExperiment> {
  const { experiment, problems } = parseExperiment(value);
  if (!experiment) return { experiment, problems, data: null };
  const data = await readTaskData(experiment.task, project && datasetsDirectory(project));
  const { machine } = await describeCompute();
  return { experiment, problems: checkReadiness(experiment, { data, machine }), data };
}

/** The experiment that is ready to be trained. Throws `validation` with all problems if there are errors. */
export async function readTrainable(
  { title, value }: SpecSource,
  project: ProjectFolder | null,
  overrides: SpecOverrides,
): Promise<{ spec: Experiment; warnings: Problem[] }> {
  const reading = await checkDescription(await applyOverrides(value, overrides), project);
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  if (!reading.experiment || !isTrainable(reading)) throw untrainableError(title, errors);
  return { spec: reading.experiment, warnings: reading.problems };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function readJsonFile(path: string): Promise<unknown> {
  const text = await readJsonText(path);
  try {
    return parseJson(text);
  } catch (error) {
    throw new WorkbenchError(
      'validation',
      `${quote(path, maxQuotedPath)} cannot be read: ${messageOf(error)}. Mend it there.`,
    );
  }
}
