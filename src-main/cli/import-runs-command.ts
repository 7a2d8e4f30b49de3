import { Option, type Command } from 'commander';
import { methods } from '#spec/training';
import type { ActionWrapper } from './import-commands';
import type { ImportRunsOptions } from './run-source';
import {
  appendValue,
  parseDecimal,
  parseDelimiter,
  parseEncoding,
  parseNumber,
} from './option-parsers';

/** Adds `import-runs`. */
export function addImportRunsCommand(program: Command, withStatus: ActionWrapper): void {
  program
    .command('import-runs')
    .description(
      'bring runs from elsewhere into a project: event files of TensorBoard, CSV tables of curves, an archive of this program',
    )
    .argument('<paths...>', 'files and folders; every folder with event files is a run')
    .option('--preview', 'say what would be imported, and write nothing')
    .option('--name <name>', 'of curves: name of the run (default: that of its folder or file)')
    .option('--tag <tag>', 'of curves: a tag of the runs (repeatable)', appendValue)
    .addOption(
      new Option(
        '--method <method>',
        'of curves: the method of this program that they are the like of',
      ).choices(methods),
    )
    .option('--seed <n>', 'of curves: seed of the run', parseNumber)
    .option(
      '--set <name=value>',
      'of curves: a setting, such as lr=0.1 or training.optimizer.rate=0.1 (repeatable)',
      appendValue,
    )
    .option(
      '--metric <ours=theirs>',
      'of curves: what a metric is called here; theirs may be 1-NAME or NAME% (repeatable)',
      appendValue,
    )
    .option('--step-column <name>', 'of tables: the column that counts steps')
    .option('--time-column <name>', 'of tables: the column of seconds or dates')
    .option('--run-column <name>', 'of tables: the column that names the run')
    .option('--ignore-column <name>', 'of tables: leave a column out (repeatable)', appendValue)
    .option('--delimiter <mark>', 'of tables: what separates the cells', parseDelimiter)
    .option('--decimal <mark>', 'of tables: point or comma', parseDecimal)
    .option('--encoding <name>', 'of tables: the encoding of the text', parseEncoding)
    .option('--project <dir>', 'the project folder')
    .option('--json', 'machine-readable: JSON on stdout and nothing else')
    .action(
      withStatus(async (paths: string[], options: ImportRunsOptions) =>
        (await import('./import-runs')).importRuns(paths, options),
      ),
    );
}
