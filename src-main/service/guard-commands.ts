import type { CommandName, Handlers } from '#api/commands';
import type { BulkResult } from '#api/types';
import type { Run } from '#spec/run';
import type { Task } from '#spec/task';
import type { ProjectFolder } from '#storage/projects';
import { forEachRun } from './bulk-runs';
import { commandReach, reachOfTask, type Reach, type StudyToRead } from './command-reach';
import type { DiskAccess } from './disk-access';
import { withHomePaths } from './home-paths';
import type { Workspace } from './workspace';

/** What the guard needs of a window and its runs. */
export interface GuardContext {
  access: DiskAccess;
  workspace: Pick<Workspace, 'project' | 'assertProjectAllowed'>;
  /** Reads a saved run, after it was checked that its files lie in the project. */
  readRun: (project: ProjectFolder, runId: string) => Promise<Run>;
  /** The tasks of the runs of a study, or of a saved one, after it was checked that its file lies in the project. */
  listStudyTasks: (project: ProjectFolder, study: StudyToRead) => Promise<Task[]>;
}

/**
 * The handlers, each of which runs only after it was checked that the window may reach what the command reaches; see
 * `command-reach.ts`. In the paths of an input, `~` is the user's home. Throws WorkbenchError `unavailable` where it may not.
 *
 * The check comes before the command, so it does not protect against a program that changes links in the project in
 * between: such a program runs on this machine already and can write into the project.
 */
export function guardCommands(handlers: Handlers, context: GuardContext): Handlers {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const reachOf = commandReach[name as CommandName] as (input: unknown) => Reach;
    return [
      name,
      async (given: object) => {
        const input = withHomePaths(given);
        const reach = reachOf(input);
        await assertAllowed(context, input, reach);
        const handle = handler as (input: object) => unknown;
        return reach.eachRun
          ? handleAllowedRuns(handle, context, input as BulkInput, reach.eachRun)
          : handle(input);
      },
    ];
  });
  return Object.fromEntries(guarded) as Handlers;
}

interface BulkInput {
  runIds: readonly string[];
}

/** Handles the runs that the window may reach. The others are among the failures. */
async function handleAllowedRuns(
  handle: (input: object) => unknown,
  context: GuardContext,
  input: BulkInput,
  reachOf: (runId: string) => Reach,
): Promise<unknown> {
  const { done: runIds, failures } = await forEachRun(input.runIds, async (runId) =>
    assertAllowed(context, input, reachOf(runId)),
  );
  const result = (await handle({ ...input, runIds })) as Pick<BulkResult, 'failures'>;
  return { ...result, failures: [...failures, ...result.failures] };
}

async function assertAllowed(context: GuardContext, input: object, reach: Reach): Promise<void> {
  const { access, workspace } = context;
  if (reach.projectFolder !== undefined) await workspace.assertProjectAllowed(reach.projectFolder);
  if (!('projectId' in input)) {
    await access.assertPaths(reach.files ?? [], []);
    return;
  }
  const project = workspace.project(input.projectId as string);
  await access.assertWritable(project.directory, reach.writes ?? []);
  // What is changed is read as well.
  await access.assertReadable(project.directory, reach.reads ?? []);
  await access.assertPaths(reach.files ?? [], [project.directory]);
  if (reach.task) await assertTaskAllowed(access, project, reach.task);
  for (const runId of reach.runTasks ?? []) {
    const { spec } = await context.readRun(project, runId);
    if (spec) await assertTaskAllowed(access, project, spec.task, `The run '${runId}'`);
  }
  if (reach.study === undefined) return;
  for (const task of await context.listStudyTasks(project, reach.study))
    await assertTaskAllowed(access, project, task, 'The study');
}

/** Whatever reads the data of a task, in this process or in a worker, is checked here. */
async function assertTaskAllowed(
  access: DiskAccess,
  project: ProjectFolder,
  task: Task,
  reader?: string,
): Promise<void> {
  const { files, reads } = reachOfTask(task);
  await access.assertPaths(files, [project.directory], reader);
  await access.assertReadable(project.directory, reads);
}
