import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { methods } from '#spec/training';
import { workbenchVersion } from '#spec/version';
import { exitStatus, failureOf } from './exit-status';
import { addCorpusCommands, addImportCommands, type Ends } from './import-commands';
import type { RunsOptions, TemplatesOptions } from './list';
import type { DemonstrateOptions } from './demonstrate';
import type { LookOptions } from './look';
import { forgiveClosedPipes, print, tell } from './output';
import type { ReproduceOptions } from './reproduce';
import type { DoctorOptions, SetupOptions } from './runtime';
import type { ResumeOptions, TrainOptions } from './train';
import type { ValidateOptions } from './validate';
import type { ServeCommand, StartCommand } from '../start';

/** Runs one command line and gives its exit status. Nothing is ever thrown. */
export async function run(argv: readonly string[]): Promise<number> {
  forgiveClosedPipes();
  let status: number = exitStatus.finished;
  const ends: Ends =
    (action) =>
    async (...args) => {
      const result = await action(...args);
      if (typeof result === 'number') status = result;
    };
  try {
    await makeProgram(ends).parseAsync([...argv]);
    return status;
  } catch (error) {
    // Commander has said already what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.wrong;
    const failure = await failureOf(error);
    failure.lines.forEach(tell);
    return failure.status;
  }
}

const afterwards = `
Exit status: 0 finished (also a stop with Ctrl-C, which leaves a checkpoint), 1 failed,
2 wrong use or wrong spec, 130 ended at once by a second Ctrl-C.

DIR is a project folder; left out, it is 'Command line' in $DNI_WORKBENCH_PROJECTS or ~/DNI Workbench.
`;

function makeProgram(ends: Ends): Command {
  const program = new Command('npm run -s dni --')
    .description('Trains and compares networks with decoupled neural interfaces.')
    .version(workbenchVersion)
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', afterwards);
  addTraining(program, ends);
  addDemonstrating(program, ends);
  addLooking(program, ends);
  addImportCommands(program, ends);
  addCorpusCommands(program, ends);
  addHouse(program, ends);
  return program;
}

const inProject = ['--project <dir>', 'the project folder'] as const;
const asJson = ['--json', 'machine-readable: JSON on stdout and nothing else'] as const;

function addTraining(program: Command, ends: Ends): void {
  program
    .command('train')
    .description('train a template, a JSON file or a model of the project')
    .argument('<spec>', "a template's name, a JSON file, or models/ID of the project")
    .addOption(new Option('--method <method>', 'how decoupled edges are used').choices(methods))
    .option('--seed <n>', 'seed of everything random', wholeNumber(0))
    .option('--steps <n>', 'steps in all', wholeNumber(1))
    .option('--name <name>', 'name of the run')
    .option(
      '--set <path=value>',
      'change any setting, e.g. training.optimizer.rate=0.001 (repeatable)',
      collect,
    )
    .option(...inProject)
    .option('--json', 'one JSON object a line on stdout; the last is {"event":"end",...}')
    .action(
      ends(async (spec: string, options: TrainOptions) =>
        (await import('./train')).train(spec, options),
      ),
    );
  program
    .command('resume')
    .description('let a stopped, interrupted or finished run go on from its last checkpoint')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--steps <n>', 'new number of steps in all', wholeNumber(1))
    .option(...inProject)
    .option('--json', 'one JSON object a line on stdout; the last is {"event":"end",...}')
    .action(
      ends(async (id: string, options: ResumeOptions) =>
        (await import('./train')).resume(id, options),
      ),
    );
  program
    .command('reproduce')
    .description('train the experiments of the README and print their table')
    .argument('[rows...]', 'templates of the table; all, where left out')
    .option('--project <dir>', 'the project folder (default: out/reproduce)')
    .option('--fresh', 'train again what was trained before')
    .option('--markdown', 'print the table as the README has it')
    .option(...asJson)
    .action(
      ends(async (rows: string[], options: ReproduceOptions) =>
        (await import('./reproduce')).reproduce(rows, options),
      ),
    );
}

function addDemonstrating(program: Command, ends: Ends): void {
  program
    .command('demonstrate')
    .description(
      'train templates side by side to show one thing: recall, copy, repeat-copy, reber, counting, characters',
    )
    .argument('[name]', 'what to show', 'recall')
    .option('--set <path=value>', 'change a setting of every template (repeatable)', collect)
    .option('--seeds <list>', 'seeds of every template, such as 1,2,3', wholeNumbers)
    .option('--trained', 'train nothing: print what is finished so far')
    .option('--project <dir>', 'the project folder (default: out/demonstrate)')
    .option('--fresh', 'train again what was trained before')
    .option('--markdown', 'print the table as the README has it')
    .option(...asJson)
    .action(
      ends(async (name: string, options: DemonstrateOptions) =>
        (await import('./demonstrate')).demonstrate(name, options),
      ),
    );
}

function addLooking(program: Command, ends: Ends): void {
  program
    .command('templates')
    .description('list the templates')
    .option(...asJson)
    .action(ends(async (options: TemplatesOptions) => (await import('./list')).templates(options)));
  program
    .command('validate')
    .description('tell all that is wrong with a spec')
    .argument('<spec>', "a JSON file, a template's name, or models/ID of the project")
    .option(...inProject)
    .option(...asJson)
    .action(
      ends(async (spec: string, options: ValidateOptions) =>
        (await import('./validate')).validate(spec, options),
      ),
    );
  program
    .command('sample')
    .description('let a text model go on with a prompt')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--prompt <text>', 'what it goes on with')
    .option('--temperature <number>', '0: always the likeliest; 1: as the model thinks', Number)
    .option('--length <n>', 'characters or words to say', wholeNumber(1))
    .option('--seed <n>', 'of the draws', wholeNumber(0))
    .option('--step <n>', 'which checkpoint (default: the last)', wholeNumber(0))
    .option(...inProject)
    .option(...asJson)
    .action(
      ends(async (run: string, options: LookOptions) =>
        (await import('./look')).sample(run, options),
      ),
    );
  program
    .command('answer')
    .description('let a checkpoint answer its task once: input, target and output, tick by tick')
    .argument('<run>', 'its id, as `runs` lists it')
    .option('--ticks <n>', 'ticks to show', wholeNumber(1))
    .option('--length <n>', 'copy tasks: symbols to be said back', wholeNumber(1))
    .option('--repeats <n>', 'repeat copy: how often they are said back', wholeNumber(1))
    .option('--seed <n>', 'of the task', wholeNumber(0))
    .option('--step <n>', 'which checkpoint (default: the last)', wholeNumber(0))
    .option(...inProject)
    .option(...asJson)
    .action(
      ends(async (run: string, options: LookOptions) =>
        (await import('./look')).answer(run, options),
      ),
    );
  program
    .command('runs')
    .description('list the runs of a project')
    .option(...inProject)
    .option(...asJson)
    .action(ends(async (options: RunsOptions) => (await import('./list')).runs(options)));
}

function addHouse(program: Command, ends: Ends): void {
  program
    .command('start')
    .description('open the workbench, in Electron or in the browser')
    .argument('[dir]', 'the project folder, as --project names it')
    .option(...inProject)
    .option('--port <n>', "the browser's port", wholeNumber(0, 65_535))
    .option('--browser', 'do not look for Electron')
    .action(
      ends(
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
    .option('--port <n>', 'the port; 0 for any free one', wholeNumber(0, 65_535))
    .option(...inProject)
    .action(
      ends(async (options: ServeCommand) =>
        (await import('../start')).serve({ ...options, print }),
      ),
    );
  program
    .command('doctor')
    .description('tell what this machine trains with')
    .option(...asJson)
    .action(ends(async (options: DoctorOptions) => (await import('./runtime')).doctor(options)));
  program
    .command('setup')
    .description('install the TensorFlow runtime into your cache, or remove it')
    .addOption(new Option('--gpu', 'the build for NVIDIA GPUs').conflicts('cpu'))
    .option('--cpu', 'the build for CPUs')
    .option('--from <dir>', 'take the wheels from a folder in place of the network')
    .option('--force', 'build anew what is there; with --remove: also the last runtime')
    .option('--remove', 'delete the runtime that --cpu or --gpu names')
    .action(ends(async (options: SetupOptions) => (await import('./runtime')).setup(options)));
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber(0));
}
