/** The command lines that repeat what a project holds: a run, a study, a comparison. */
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RepeatCommand } from '#api/repeat';
import { shellLine } from '#analysis/commands/shell-quote';
import { trainWords, type NamedSpec } from '#analysis/commands/train-command';
import { countNoun } from '#spec/count-noun';
import { environmentsOf } from '#spec/environments';
import { WorkbenchError } from '#spec/errors';
import { quote, joinNames } from '#spec/quote';
import { assertTrained, isEndedAtRung, isTrained, type Run, type TrainedRun } from '#spec/run';
import { getModel } from '#storage/models';
import { listOwnTemplates } from '#storage/own-templates';
import type { ProjectFolder } from '#storage/projects';
import { readTemplateFile } from './templates';

export interface RepeatContext {
  project: ProjectFolder;
  resources: string;
  /** All runs of the project: those that others go on from. */
  runs: readonly Run[];
}

/** One command line for each run. Throws `validation` where all were imported, so that nothing trains them. */
export async function repeatRuns(
  context: RepeatContext,
  runs: readonly Run[],
): Promise<RepeatCommand> {
  const trained = runs.filter(isTrained);
  const [first] = runs;
  if (first && trained.length === 0) assertTrained(first, 'be repeated');
  const sources = new Map<string, NamedSpec | null>();
  const program = await programWords(context.resources);
  const lines: string[] = [];
  for (const run of trained) {
    const id = run.modelId ?? '';
    const source = sources.get(id) ?? (await findSource(context, id));
    sources.set(id, source);
    const words = [...trainWords(run, source), '--project', context.project.directory];
    lines.push(shellLine([...program, ...words]));
  }
  const notes = [
    ...describeDifferences(context, runs),
    ...describeModels([...sources.values()]),
    ...describeThreads(trained),
  ];
  return { text: lines.join('\n'), notes };
}

/** The command line that prints the answer of a study, after it has trained what its combinations lack. */
export async function repeatStudy(
  { project, resources }: Omit<RepeatContext, 'runs'>,
  { id }: { id: string },
): Promise<RepeatCommand> {
  const words = ['study', `studies/${id}`, '--project', project.directory];
  const notes = ['Runs that the study has already are not trained again.'];
  return { text: shellLine([...(await programWords(resources)), ...words]), notes };
}

/** The command line that prints the table of a comparison. */
export async function repeatComparison(
  { project, resources }: Omit<RepeatContext, 'runs'>,
  { id }: { id: string },
): Promise<RepeatCommand> {
  const what = ['export', id, '--kind', 'comparison', '--format', 'markdown'];
  const words = [...what, '--project', project.directory];
  return { text: shellLine([...(await programWords(resources)), ...words]), notes: [] };
}

/** The model or the template that the command line names; null where it is not there any more. */
async function findSource(
  { project, resources }: RepeatContext,
  id: string,
): Promise<NamedSpec | null> {
  const model = id === '' ? null : await getModel(project, id).catch(() => null);
  if (model) return { name: `models/${id}`, value: model.spec };
  const template = await readTemplateFile(resources, id).catch(() => null);
  if (template === null) return null;
  // A name that an own template has too would not tell which one is meant.
  const own = (await listOwnTemplates(project)).items.some((one) => one.id === id);
  return { name: own ? `bundled/${id}` : id, value: template };
}

/** How the command line is started: from anywhere, where the program runs from its sources. */
async function programWords(resources: string): Promise<string[]> {
  const folder = dirname(resolve(resources));
  const hasSources = await access(join(folder, 'src-main', 'cli.ts')).then(
    () => true,
    () => false,
  );
  return ['npm', 'run', '-s', ...(hasSources ? ['--prefix', folder] : []), 'dni', '--'];
}

function describeDifferences({ runs: all }: RepeatContext, runs: readonly Run[]): string[] {
  const imported = runs.filter((run) => !isTrained(run));
  const known = new Set(all.map(({ id }) => id));
  const orphans = runs.filter(({ parent }) => parent && !known.has(parent.runId));
  const moved = runs.filter(({ earlierEnvironments = [] }) => earlierEnvironments.length > 0);
  const shortened = runs.filter(isTrained).filter(isEndedAtRung);
  return [
    ...(imported.length > 0
      ? [
          `${countNoun(imported.length, 'imported run')} without a model ${verb(imported)} left out: ${namesOf(imported)}.`,
        ]
      : []),
    ...(orphans.length > 0
      ? [
          `The run that ${namesOf(orphans)} ${orphans.length === 1 ? 'goes' : 'go'} on from is not in the project any more.`,
        ]
      : []),
    ...(moved.length > 0
      ? [
          `${namesOf(moved)} ${moved.length === 1 ? 'was' : 'were'} resumed in another environment, as the settings of each say; the command trains all steps in one, which rounds differently.`,
        ]
      : []),
    ...shortened.map(describeRung),
  ];
}

/** A saved model is read when the command is called, and can be another one by then. */
function describeModels(sources: readonly (NamedSpec | null)[]): string[] {
  const models = sources.flatMap((source) =>
    source?.name.startsWith('models/') ? source.name : [],
  );
  if (models.length === 0) return [];
  const names = joinNames(models.map((name) => quote(name)));
  return [`It names ${names} as saved now: after a change of it, copy the command again.`];
}

/** Sums are added up in another order with other threads. */
function describeThreads(runs: readonly TrainedRun[]): string[] {
  const used = new Set(
    runs.flatMap(environmentsOf).flatMap(({ threads }) => {
      if (!threads) return [];
      return `TF_NUM_INTEROP_THREADS=${threads.interOp} TF_NUM_INTRAOP_THREADS=${threads.intraOp}`;
    }),
  );
  const [only] = used;
  if (only === undefined) return [];
  const set = used.size === 1 ? `: ${only}` : ', which are in the settings of each';
  return [
    `To the last digit it gives the same only on the same device with the threads of the ${runs.length === 1 ? 'run' : 'runs'}${set}.`,
  ];
}

const verb = (runs: readonly Run[]): string => (runs.length === 1 ? 'is' : 'are');
const namesOf = (runs: readonly Run[]): string => joinNames(runs.map(({ name }) => quote(name)));

function describeRung({ name, step, spec }: TrainedRun): string {
  return `Successive halving has ended ${quote(name)} at step ${step}; the command trains all ${spec.training.steps}.`;
}

/** Throws `notFound` where the project has no such run. */
export function pickRuns(runs: readonly Run[], ids: readonly string[]): Run[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return ids.map((id) => {
    const run = byId.get(id);
    if (run) return run;
    throw new WorkbenchError('notFound', `The project has no run ${quote(id)} any more.`);
  });
}
