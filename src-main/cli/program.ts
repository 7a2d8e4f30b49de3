import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { splitNames } from '#spec/task';
import { methods } from '#spec/training';
import { workbenchVersion } from '#spec/version';
import type { LaunchWorker } from '#training/port';
import { addClusterCommands } from './cluster-commands';
import { jsonOption, projectOption } from './common-options';
import { exitStatus, describeFailure } from './exit-status';
import { addExportCommand } from './export-command';
import { exportKinds } from './export-choices';
import { addCorpusCommands, addImportCommands, type ActionWrapper } from './import-commands';
import type { RunsOptions, TemplatesOptions } from './list';
import type { CommandOptions } from './command';
import type { DemonstrateOptions } from './demonstrate';
import type { DiffOptions } from './diff';
import type { EvaluateOptions } from './evaluate';
import type { ExportOptions as ExportWeightsOptions } from './export-weights';
import type { InspectOptions } from './inspect-run';
import { appendValue, parseWholeNumber } from './option-parsers';
import { finishOutput, print, printToStderr, watchOutput } from './output';
import { addImportRunsCommand } from './import-runs-command';
import { addReportedCommands } from './reported-commands';
import type { ReproduceOptions } from './reproduce';
import type { ReportProblemOptions } from './report-problem';
import type { DoctorOptions, SetupOptions } from './runtime-commands';
import type { StudyOptions } from './study';
import type { ResumeOptions, TrainOptions } from './train';
import type { ValidateOptions } from './validate';
import type { ServeCommand, StartCommand } from '../start';

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
  addDemonstrateCommand(program, withStatus);
  addInspectionCommands(program, withStatus);
  addImportCommands(program, withStatus);
  addCorpusCommands(program, withStatus);
  addImportRunsCommand(program, withStatus);
  addReportedCommands(program, withStatus);
  addClusterCommands(program, withStatus);
  addSystemCommands(program, withStatus);
  return program;
}

function addTrainingCommands(
  program: Command,
  withStatus: ActionWrapper,
  launch?: LaunchWorker,
): void {
  program
    .command('train')
    .description('train a template, a JSON file or a model of the project')
    .argument(
      '<spec>',
      'a template, a JSON file, or models/ID, templates/ID or runs/ID of the project',
    )
    .addOption(new Option('--method <method>', 'how decoupled edges are used').choices(methods))
    .option('--seed <n>', 'seed of everything random', parseWholeNumber(0))
    .option('--steps <n>', 'steps in all', parseWholeNumber(1))
    .option('--name <name>', 'name of the run')
    .option(
      '--set <path=value>',
      'change any setting, e.g. training.optimizer.rate=0.001 (repeatable)',
      appendValue,
    )
    .option(
      '--patch <file>',
      'apply a JSON Patch, as `diff --patch` prints it, before --set and the other options (repeatable)',
      appendValue,
    )
    .option('--continue <run>', 'begin with the weights and the state of a checkpoint of this run')
    .option(
      '--checkpoint <n>',
      'the checkpoint of this step (default: the last)',
      parseWholeNumber(0),
    )
    .option('--at <place>', 'train at this place, as `places` lists it')
    .option(...projectOption)
    .option('--json', 'one JSON object a line on stdout; the last is {"event":"end",...}')
    .action(
      withStatus(async (spec: string, options: TrainOptions) =>
        (await import('./train')).train(spec, options, launch),
      ),
    );
  program
    .command('resume')
    .description('let a stopped, interrupted or finished run go on from its last checkpoint')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--steps <n>', 'new number of steps in all', parseWholeNumber(1))
    .option(
      '--from <step>',
      'the checkpoint to go on from; what was recorded after it is removed',
      parseWholeNumber(0),
    )
    .option('--accept-other-data', 'go on also where the data are not those of the run')
    .option(
      '--requests <dir>',
      'a folder in which other programs ask for something: a file `stop` in it ends the run, `pause` makes it wait until it is removed',
    )
    .option('--cores <n>', 'processor cores that it may use (default: all)', parseWholeNumber(1))
    .option(...projectOption)
    .option('--json', 'one JSON object a line on stdout; the last is {"event":"end",...}')
    .action(
      withStatus(async (id: string, options: ResumeOptions) =>
        (await import('./train')).resume(id, options, launch),
      ),
    );
  program
    .command('study')
    .description(
      'train every combination of some settings with several seeds, and print what they show',
    )
    .argument(
      '<study>',
      "a study's file, the id of a study of the project, or a template or models/ID: does DNI help it?",
    )
    .option('--seeds <list>', 'seeds of every combination, such as 1,2,3 or 1-5', parseSeeds)
    .option('--steps <n>', 'steps of every run', parseWholeNumber(1))
    .option(
      '--patch <file>',
      'apply a JSON Patch to the study, before --seeds and --steps (repeatable)',
      appendValue,
    )
    .option(
      '--update-models',
      'a study that has begun goes on with its models as they are now, not as they were',
    )
    .option(
      '--plan',
      'print what would be run, how long it takes and how much it needs; run nothing',
    )
    .option(
      '--slots <n>',
      'runs that train at the same time (default: as many as fit)',
      parseWholeNumber(1, 64),
    )
    .option(
      '--at <places>',
      'train at these places, as `places` lists them, separated by commas; each run is a job, 4 at a time at each place unless --slots says another number in all',
    )
    .option(
      '--one-by-one',
      'each run in a process of its own, also those that differ only in seed or learning rate',
    )
    .option(...projectOption)
    .option('--json', 'one JSON object a line on stdout; the last is {"event":"end",...}')
    .action(
      withStatus(async (name: string, options: StudyOptions) =>
        (await import('./study')).study(name, options),
      ),
    );
  program
    .command('reproduce')
    .description(
      'train the experiments of resources/help/reproduced-results.md and print their table',
    )
    .argument('[rows...]', 'templates of the table; all, where left out')
    .option('--project <dir>', 'the project folder (default: out/reproduce)')
    .option('--fresh', 'train again what was trained before')
    .option('--markdown', 'print the table as resources/help/reproduced-results.md has it')
    .option(...jsonOption)
    .action(
      withStatus(async (rows: string[], options: ReproduceOptions) =>
        (await import('./reproduce')).reproduce(rows, options),
      ),
    );
}

function addDemonstrateCommand(program: Command, withStatus: ActionWrapper): void {
  program
    .command('demonstrate')
    .description(
      'train templates side by side to show one thing: recall, copy, repeat-copy, reber, counting, characters',
    )
    .argument('[name]', 'what to show', 'recall')
    .option('--set <path=value>', 'change a setting of every template (repeatable)', appendValue)
    .option('--seeds <list>', 'seeds of every template, such as 1,2,3', parseSeeds)
    .option('--trained', 'train nothing: print what is finished so far')
    .option('--project <dir>', 'the project folder (default: out/demonstrate)')
    .option('--fresh', 'train again what was trained before')
    .option('--markdown', 'print the table as resources/help/reproduced-results.md has it')
    .option(...jsonOption)
    .action(
      withStatus(async (name: string, options: DemonstrateOptions) =>
        (await import('./demonstrate')).demonstrate(name, options),
      ),
    );
}

function addInspectionCommands(program: Command, withStatus: ActionWrapper): void {
  program
    .command('templates')
    .description('list the templates of the program, and the own ones of the project')
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (options: TemplatesOptions) => (await import('./list')).templates(options)),
    );
  program
    .command('validate')
    .description('list all problems of a spec')
    .argument('<spec>', 'a JSON file, a template, models/ID or templates/ID of the project')
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (spec: string, options: ValidateOptions) =>
        (await import('./validate')).validate(spec, options),
      ),
    );
  addExportCommand(program, withStatus);
  program
    .command('diff')
    .description('say what makes one experiment of another: of runs, models, templates or files')
    .argument(
      '<before>',
      'as `train` names it: a template, a JSON file, models/ID, templates/ID or runs/ID',
    )
    .argument('<after>', 'the same')
    .addOption(
      new Option('--patch', 'print a JSON Patch (RFC 6902), for --patch of `train`').conflicts(
        'json',
      ),
    )
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (before: string, after: string, options: DiffOptions) =>
        (await import('./diff')).diff(before, after, options),
      ),
    );
  program
    .command('command')
    .description('print the command line that repeats a run, a study or a comparison')
    .argument('<what>', 'its id or its name')
    .addOption(
      new Option('--kind <kind>', 'what it is, where several have the name').choices(exportKinds),
    )
    .option('--runs', 'of a study or a comparison: the command lines that train its runs')
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (what: string, options: CommandOptions) =>
        (await import('./command')).printCommand(what, options),
      ),
    );
  program
    .command('export-weights')
    .description('write the weights of a checkpoint into the folder exports of the project')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--step <n>', 'the checkpoint of this step (default: the last)', parseWholeNumber(0))
    .addOption(
      new Option('--format <format>', 'npz is for NumPy')
        .choices(['safetensors', 'npz'])
        .default('safetensors'),
    )
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (id: string, options: ExportWeightsOptions) =>
        (await import('./export-weights')).exportRunWeights(id, options),
      ),
    );
  program
    .command('evaluate')
    .description('evaluate a checkpoint on a part of the data; the result stands beside it')
    .argument('<run>', 'its id, as `runs` lists it')
    .option(
      '--checkpoint <n>',
      'the checkpoint of this step (default: the last)',
      parseWholeNumber(0),
    )
    .addOption(
      new Option('--part <part>', 'the part of the data').choices(splitNames).default('test'),
    )
    .option('--examples <n>', 'only the first so many (default: all)', parseWholeNumber(1))
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (run: string, options: EvaluateOptions) =>
        (await import('./evaluate')).evaluateRun(run, options),
      ),
    );
  program
    .command('sample')
    .description('let a text model go on with a prompt')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--prompt <text>', 'what it goes on with')
    .option(
      '--temperature <number>',
      '0: always the likeliest; 1: by the probabilities of the model',
      Number,
    )
    .option('--length <n>', 'characters or words to generate', parseWholeNumber(1))
    .option('--seed <n>', 'of the draws', parseWholeNumber(0))
    .option('--step <n>', 'which checkpoint (default: the last)', parseWholeNumber(0))
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (run: string, options: InspectOptions) =>
        (await import('./inspect-run')).sample(run, options),
      ),
    );
  program
    .command('answer')
    .description('let a checkpoint answer its task once: input, target and output, tick by tick')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--ticks <n>', 'ticks to show', parseWholeNumber(1))
    .option('--length <n>', 'copy tasks: symbols to be repeated', parseWholeNumber(1))
    .option('--repeats <n>', 'repeat copy: how often they are repeated', parseWholeNumber(1))
    .option('--seed <n>', 'of the task', parseWholeNumber(0))
    .option('--step <n>', 'which checkpoint (default: the last)', parseWholeNumber(0))
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (run: string, options: InspectOptions) =>
        (await import('./inspect-run')).answer(run, options),
      ),
    );
  program
    .command('runs')
    .description('list the runs of a project')
    .option(...projectOption)
    .option(...jsonOption)
    .action(withStatus(async (options: RunsOptions) => (await import('./list')).runs(options)));
}

function addSystemCommands(program: Command, withStatus: ActionWrapper): void {
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

/** The most seeds that a range can have. */
const maxSeeds = 10_000;

/** `1,2,3`, `1-5`, or both. */
function parseSeeds(text: string): number[] {
  const parse = parseWholeNumber(0);
  return text.split(',').flatMap((part) => {
    const [, first, last] = /^\s*(\d+)-(\d+)\s*$/.exec(part) ?? [];
    if (first === undefined || last === undefined) return parse(part);
    const [from, to] = [parse(first), parse(last)];
    if (from > to || to - from >= maxSeeds)
      throw new InvalidArgumentError(
        `Write the smaller end of the range ${part.trim()} first, and at most ${maxSeeds} seeds.`,
      );
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
