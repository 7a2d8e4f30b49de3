import { Command, CommanderError } from 'commander';
import { workbenchVersion } from '#spec/version';
import type { LaunchWorker } from '#training/port';
import { addClusterCommands } from './cluster-commands';
import { exitStatus, describeFailure } from './exit-status';
import { addCorpusCommands, addImportCommands, type ActionWrapper } from './import-commands';
import { addImportRunsCommand } from './import-runs-command';
import { addInspectionCommands } from './inspection-commands';
import { finishOutput, printToStderr, watchOutput } from './output';
import { addReportedCommands } from './reported-commands';
import { addSystemCommands } from './system-commands';
import { addTrainingCommands } from './training-commands';

/**
 * Runs one command line and returns its exit status. Never rejects: errors are printed to stderr. `launch` starts the worker
 * of a single run; left out: a new process.
 *
 *     process.exitCode = await run(['node', 'cli.ts', 'train', 'mnist-cdni', '--seed', '7']);
 */
export async function run(argv: readonly string[], launch?: LaunchWorker): Promise<number> {
  watchOutput();
  const status = await runCommand(argv, launch);
  return (await finishOutput()) ? status : status || exitStatus.failed;
}

async function runCommand(argv: readonly string[], launch?: LaunchWorker): Promise<number> {
  let status: number = exitStatus.finished;
  const withStatus: ActionWrapper =
    (action) =>
    async (...args) => {
      const result = await action(...args);
      if (typeof result === 'number') status = result;
    };
  try {
    await makeProgram(withStatus, launch).parseAsync([...argv]);
    return status;
  } catch (error) {
    // Commander has printed the problem already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.invalid;
    const failure = await describeFailure(error);
    failure.lines.forEach(printToStderr);
    return failure.status;
  }
}

const helpFooter = `
Exit status: 0 finished (also a stop with Ctrl-C, which leaves a checkpoint), 1 failed,
2 wrong use or wrong spec, 130 ended at once by a second Ctrl-C.

DIR is a project folder; left out, it is 'Command line' in $DNI_WORKBENCH_PROJECTS or ~/DNI Workbench.
`;

function makeProgram(withStatus: ActionWrapper, launch?: LaunchWorker): Command {
  const program = new Command('npm run -s dni --')
    .description('Trains and compares networks with decoupled neural interfaces.')
    .version(workbenchVersion)
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', helpFooter);
  addTrainingCommands(program, withStatus, launch);
  addInspectionCommands(program, withStatus);
  addImportCommands(program, withStatus);
  addCorpusCommands(program, withStatus);
  addImportRunsCommand(program, withStatus);
  addReportedCommands(program, withStatus);
  addClusterCommands(program, withStatus);
  addSystemCommands(program, withStatus);
  return program;
}
