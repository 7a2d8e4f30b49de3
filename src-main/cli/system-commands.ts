import { Option, type Command } from 'commander';
import { jsonOption, projectOption } from './common-options';
import type { ActionWrapper } from './import-commands';
import { parseWholeNumber } from './option-parsers';
import { print } from './output';
import type { ReportProblemOptions } from './report-problem';
import type { DoctorOptions, SetupOptions } from './runtime-commands';
import type { ServeCommand, StartCommand } from '../start';

/** The commands that open the workbench and set this machine up. */
export function addSystemCommands(program: Command, withStatus: ActionWrapper): void {
  program
    .command('start')
    .description('open the workbench, in Electron or in the browser')
    .argument('[dir]', 'the project folder, as --project names it')
    .option(...projectOption)
    .option('--port <n>', "the browser's port", parseWholeNumber(0, 65_535))
    .option('--browser', 'do not look for Electron')
    .action(
      withStatus(
        async (
          dir: string | undefined,
          { browser, ...options }: StartCommand & { browser?: boolean },
        ) =>
          (await import('../start')).start({
            ...options,
            project: options.project ?? dir,
            browserOnly: browser,
            print,
          }),
      ),
    );
  program
    .command('serve')
    .description('serve the workbench to a browser on this machine')
    .option('--port <n>', 'the port; 0 for any free one', parseWholeNumber(0, 65_535))
    .option(...projectOption)
    .action(
      withStatus(async (options: ServeCommand) =>
        (await import('../start')).serve({ ...options, print }),
      ),
    );
  program
    .command('doctor')
    .description('show the devices and runtimes that this machine trains with')
    .option(...jsonOption)
    .action(
      withStatus(async (options: DoctorOptions) =>
        (await import('./runtime-commands')).doctor(options),
      ),
    );
  program
    .command('report-problem')
    .description(
      'write a zip of versions, settings and logs, without data, for the report of a problem',
    )
    .requiredOption('--out <file>', 'the zip to write')
    .action(
      withStatus(async (options: ReportProblemOptions) =>
        (await import('./report-problem')).reportProblem(options),
      ),
    );
  program
    .command('setup')
    .description('install the TensorFlow runtime into your cache, or remove it')
    .addOption(new Option('--gpu', 'the build for NVIDIA GPUs').conflicts('cpu'))
    .option('--cpu', 'the build for CPUs')
    .option('--from <dir>', 'take the wheels from a folder in place of the network')
    .option('--force', 'build anew what is there; with --remove: also the last runtime')
    .option('--remove', 'delete the runtime that --cpu or --gpu names')
    .action(
      withStatus(async (options: SetupOptions) =>
        (await import('./runtime-commands')).setup(options),
      ),
    );
}
