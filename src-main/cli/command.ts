import {
  repeatComparison,
  repeatRuns,
  repeatStudy,
  type RepeatContext,
} from '#service/repeat-command';
import type { RepeatCommand } from '#api/repeat';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { openProject } from '#storage/projects';
import { listSettledRuns } from '#training/run-owner';
import { exitStatus } from './exit-status';
import type { ExportKind } from './export-choices';
import { findSubject, type ExportSource } from './export-source';
import { projectDirectory } from './find-project';
import { print, printToStderr } from './output';
import { resources } from './program-paths';

export interface CommandOptions {
  kind?: ExportKind;
  /** The command lines of its runs in place of its own. */
  runs?: boolean;
  project?: string;
  json?: boolean;
}

/** `command`: prints the command line that repeats a run, a study or a comparison. Returns the exit status. */
export async function printCommand(
  name: string,
  { kind, runs: ofRuns = false, project: directory, json }: CommandOptions,
): Promise<number> {
  const project = await openProject(projectDirectory(directory));
  const subject = await findSubject(project, name, kind);
  const { items: runs } = await listSettledRuns(project);
  const command = await repeat({ project, resources, runs }, subject, ofRuns);
  for (const note of command.notes) printToStderr(`note: ${note}`);
  print(json ? JSON.stringify(command) : command.text);
  return exitStatus.finished;
}

async function repeat(
  context: RepeatContext,
  subject: ExportSource,
  ofRuns: boolean,
): Promise<RepeatCommand> {
  const { kind, id, runs } = subject;
  if (kind !== 'run' && !ofRuns)
    return kind === 'study' ? repeatStudy(context, subject) : repeatComparison(context, subject);
  if (runs.length > 0) return repeatRuns(context, runs);
  throw new WorkbenchError('notFound', `The ${kind} ${quote(id)} has no runs yet.`);
}
