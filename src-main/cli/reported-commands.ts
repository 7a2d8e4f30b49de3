import { Option, type Command } from 'commander';
import { writtenUnits } from '#analysis/reported/unit';
import { reportedAxes, spreadKinds } from '#spec/reported';
import type { ActionWrapper } from './import-commands';
import type { AddReportedOptions, ListReportedOptions } from './reported';

/** Adds `reported add`, `reported list` and `reported remove`. */
export function addReportedCommands(program: Command, withStatus: ActionWrapper): void {
  const parent = program
    .command('reported')
    .description('results that others have published, to stand beside the runs of comparisons');
  const addCommand = (name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .option('--project <dir>', 'the project folder')
      .option('--json', 'machine-readable: JSON on stdout and nothing else');
  addCommand('add', 'add the numbers of a table or the points of a curve')
    .argument(
      '<file>',
      'a table (CSV, tabs, Markdown or LaTeX), a curve as CSV with --x, or a JSON file',
    )
    .option('--metric <name>', 'what the numbers are here, such as test/error')
    .option(
      '--source <name>',
      'who has published them: Jaderberg et al. 2017; an id adds to that source',
    )
    .option('--place <text>', 'where in the source: Table 1')
    .option('--url <address>', 'address of the paper, or its number on arXiv')
    .option('--label <text>', 'name of a curve, or what labels of a table begin with')
    .addOption(new Option('--x <axis>', 'the file is a curve over this').choices(reportedAxes))
    .addOption(
      new Option('--unit <unit>', 'how fractions are written (default: guessed)').choices(
        writtenUnits,
      ),
    )
    .addOption(
      new Option('--spread <kind>', 'what stands after ±').choices(spreadKinds).default('unstated'),
    )
    .option('--comparison <name>', 'a comparison of the project that shows them')
    .action(
      withStatus(async (file: string, options: AddReportedOptions) =>
        (await import('./reported')).addReported(file, options),
      ),
    );
  addCommand('list', 'list the reported results of a project and those of the program').action(
    withStatus(async (options: ListReportedOptions) =>
      (await import('./reported')).listAllReported(options),
    ),
  );
  addCommand('remove', 'move a source of reported results to the trash of the project')
    .argument('<source>', 'its id, as `reported list` prints it')
    .action(
      withStatus(async (id: string, options: ListReportedOptions) =>
        (await import('./reported')).removeReported(id, options),
      ),
    );
}
