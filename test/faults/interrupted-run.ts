import { cpSync } from 'node:fs';
import { checkpointSteps, runFolders } from './run-folder';
import { startProgram, type Program } from './program';
import type { Round } from './round';
import type { SpecName } from './specs';
import { untilNewCheckpoints } from './chain';

/** Starts a run in the round's project and waits until it has written that many checkpoints. */
export async function startRun(
  round: Round,
  spec: SpecName,
  checkpoints: number,
  project = round.project,
): Promise<Program> {
  const file = round.setting.scratch.specFile(spec);
  const program = startProgram(['train', file, '--project', project]);
  await untilNewCheckpoints(program, project, checkpoints);
  return program;
}

/**
 * A project with one run, whose program and trainer were killed in the middle. Made once for each spec and copied for
 * each round.
 */
export class InterruptedRuns {
  readonly #projects = new Map<SpecName, Promise<string>>();

  /** Copies the project to the round's folder and returns the folder of its run. */
  async copyTo(round: Round, spec: SpecName): Promise<string> {
    const project = this.#projects.get(spec) ?? interruptRun(round, spec);
    this.#projects.set(spec, project);
    cpSync(await project, round.project, { recursive: true });
    const [run] = runFolders(round.project);
    if (run === undefined || checkpointSteps(run).length < 3)
      throw new Error('The run that was killed has left no checkpoints.');
    return run;
  }
}

async function interruptRun(round: Round, spec: SpecName): Promise<string> {
  const project = round.setting.scratch.path(`interrupted-${spec}`);
  const program = await startRun(round, spec, 8, project);
  program.strike('both', 'SIGKILL');
  await program.untilGone();
  return project;
}
