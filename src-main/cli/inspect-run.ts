import { WorkbenchError } from '#spec/errors';
import { inspectRequestSchema, type InspectResult } from '#spec/inspect';
import { explainIssues } from '#spec/explain-issues';
import { openProject } from '#storage/projects';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { ensureRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { print, printAll } from './output';
import { resources } from './program-paths';
import { projectDirectory } from './find-project';

export interface InspectOptions {
  prompt?: string;
  temperature?: number;
  length?: number;
  repeats?: number;
  ticks?: number;
  seed?: number;
  step?: number;
  project?: string;
  json?: boolean;
}

/** `sample`: prints the prompt and the text that the model generates after it. Returns the exit status. */
export async function sample(
  run: string,
  { prompt, temperature, length, seed, ...options }: InspectOptions,
): Promise<number> {
  const result = await inspectRun(
    run,
    { kind: 'sample', prompt, temperature, length, seed },
    options,
  );
  if (options.json) print(JSON.stringify(result));
  else if (result.kind === 'sample') print(`${prompt ?? ''}${result.text}`);
  return exitStatus.finished;
}

/** `answer`: prints input, target and output of the task, one column per tick. Returns the exit status. */
export async function answer(
  run: string,
  { ticks, length, repeats, seed, ...options }: InspectOptions,
): Promise<number> {
  const result = await inspectRun(run, { kind: 'answer', ticks, length, repeats, seed }, options);
  if (options.json) print(JSON.stringify(result));
  else if (result.kind === 'answer') printAll(formatAnswer(result));
  return exitStatus.finished;
}

async function inspectRun(
  runId: string,
  fields: Record<string, unknown>,
  { project: directory, step }: InspectOptions,
): Promise<InspectResult> {
  const request = inspectRequestSchema.safeParse(fields);
  if (!request.success)
    throw new WorkbenchError(
      'validation',
      explainIssues(request.error.issues, fields, inspectRequestSchema)
        .map(({ message, remedy }) => `${message} ${remedy}`)
        .join(' '),
    );
  const project = await openProject(projectDirectory(directory));
  const runs = new RunManager({
    launch: forkLauncher(),
    resources,
    emit: () => undefined,
  });
  await runs.get(project, runId);
  await ensureRuntime();
  return runs.inspect(project, runId, request.data, step);
}

/** Rows of input, target and output. Outputs are shown only at ticks that have a target. */
function formatAnswer(result: Extract<InspectResult, { kind: 'answer' }>): string[] {
  const { input, target, output, inputNames, names } = result;
  const answers = output.map((index, tick) => ((target[tick] ?? -1) < 0 ? -1 : index));
  const cell = (index: number, symbols: string[] | null): string =>
    index < 0 ? '.' : (symbols?.[index] ?? String(index));
  const rows = [
    ['input', input.map((index) => cell(index, inputNames))],
    ['target', target.map((index) => cell(index, names))],
    ['output', answers.map((index) => cell(index, names))],
  ] as const;
  const width = Math.max(...rows.flatMap(([, cells]) => cells.map((text) => text.length)));
  const correctCount = answers.filter((index, tick) => index >= 0 && index === target[tick]).length;
  return [
    ...rows.map(
      ([title, cells]) =>
        `${title.padEnd(7)} ${cells.map((text) => text.padStart(width)).join(' ')}`,
    ),
    `${correctCount} of ${target.filter((index) => index >= 0).length} right${result.loss === null ? '' : ` for ${result.loss}`}, in ticks of the training part, checkpoint of step ${result.step}`,
  ];
}
