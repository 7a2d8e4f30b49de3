import { WorkbenchError } from '#spec/errors';
import { inspectRequestSchema, type InspectResult } from '#spec/inspect';
import { explainIssues } from '#spec/read';
import { openProject } from '#storage/projects';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { needRuntime } from './drive-run';
import { exitStatus } from './exit-status';
import { print, printAll } from './output';
import { resources, workerEntry } from './places';
import { projectDirectory } from './project-place';

export interface LookOptions {
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

/** `sample`: prints what a text model says after the prompt. Returns the exit status. */
export async function sample(
  run: string,
  { prompt, temperature, length, seed, ...options }: LookOptions,
): Promise<number> {
  const sight = await see(run, { kind: 'sample', prompt, temperature, length, seed }, options);
  if (options.json) print(JSON.stringify(sight));
  else if (sight.kind === 'sample') print(`${prompt ?? ''}${sight.text}`);
  return exitStatus.finished;
}

/** `answer`: prints input, target and output of a task, a column a tick. Returns the exit status. */
export async function answer(
  run: string,
  { ticks, length, repeats, seed, ...options }: LookOptions,
): Promise<number> {
  const sight = await see(run, { kind: 'answer', ticks, length, repeats, seed }, options);
  if (options.json) print(JSON.stringify(sight));
  else if (sight.kind === 'answer') printAll(strip(sight));
  return exitStatus.finished;
}

async function see(
  runId: string,
  asked: Record<string, unknown>,
  { project: given, step }: LookOptions,
): Promise<InspectResult> {
  const request = inspectRequestSchema.safeParse(asked);
  if (!request.success)
    throw new WorkbenchError(
      'validation',
      explainIssues(request.error.issues, asked)
        .map(({ message, remedy }) => `${message} ${remedy}`)
        .join(' '),
    );
  const project = await openProject(projectDirectory(given));
  const runs = new RunManager({
    launch: forkLauncher(workerEntry),
    resources,
    emit: () => undefined,
  });
  await runs.get(project, runId);
  await needRuntime();
  return runs.look(project, runId, request.data, step);
}

/** Outputs stand only where something is asked for. */
function strip(sight: Extract<InspectResult, { kind: 'answer' }>): string[] {
  const { input, target, output, inputNames, names } = sight;
  const said = output.map((one, tick) => ((target[tick] ?? -1) < 0 ? -1 : one));
  const cell = (one: number, of: string[] | null): string =>
    one < 0 ? '.' : (of?.[one] ?? String(one));
  const rows = [
    ['input', input.map((one) => cell(one, inputNames))],
    ['target', target.map((one) => cell(one, names))],
    ['output', said.map((one) => cell(one, names))],
  ] as const;
  const width = Math.max(...rows.flatMap(([, cells]) => cells.map((text) => text.length)));
  const right = said.filter((one, tick) => one >= 0 && one === target[tick]).length;
  return [
    ...rows.map(
      ([title, cells]) =>
        `${title.padEnd(7)} ${cells.map((text) => text.padStart(width)).join(' ')}`,
    ),
    `${right} of ${target.filter((one) => one >= 0).length} right, checkpoint of step ${sight.step}`,
  ];
}
