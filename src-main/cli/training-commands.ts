import { InvalidArgumentError, Option, type Command } from 'commander';
import { methods } from '#spec/training';
import type { LaunchWorker } from '#training/port';
import { jsonOption, projectOption } from './common-options';
import type { DemonstrateOptions } from './demonstrate';
import type { ActionWrapper } from './import-commands';
import { appendValue, parseWholeNumber } from './option-parsers';
import type { ReproduceOptions } from './reproduce';
import type { StudyOptions } from './study';
import type { ResumeOptions, TrainOptions } from './train';

/** The commands that train. `launch` starts the worker of a single run; left out: a new process. */
export function addTrainingCommands(
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
    .description('let stopped, interrupted or finished runs go on from their last checkpoints')
    .argument(
      '<runs...>',
      'their ids, as `runs` lists them; of several, those alike train together',
    )
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
    .option(
      '--at <place>',
      'go on at this place, as `places` lists it, each run in a job of its own',
    )
    .option(...projectOption)
    .option('--json', 'one JSON object a line on stdout; the last is {"event":"end",...}')
    .action(
      withStatus(async (ids: string[], options: ResumeOptions) =>
        (await import('./train')).resume(ids, options, launch),
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
      'train at these places, as `places` lists them, separated by commas, `local` for this computer; each run is a job there, and --slots says how many train at a time in all (default: where the study was started last)',
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
  addDemonstrateCommand(program, withStatus);
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
