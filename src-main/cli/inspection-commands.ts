import { Option, type Command } from 'commander';
import { splitNames } from '#spec/task';
import type { CommandOptions } from './command';
import { jsonOption, projectOption } from './common-options';
import type { DiffOptions } from './diff';
import type { EvaluateOptions } from './evaluate';
import { exportKinds } from './export-choices';
import { addExportCommand } from './export-command';
import type { ExportOptions as ExportWeightsOptions } from './export-weights';
import type { ActionWrapper } from './import-commands';
import type { InspectOptions } from './inspect-run';
import type { RunsOptions, TemplatesOptions } from './list';
import { parseWholeNumber } from './option-parsers';
import type { ValidateOptions } from './validate';

/** The commands that show, compare, ask and export what there is. */
export function addInspectionCommands(program: Command, withStatus: ActionWrapper): void {
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
