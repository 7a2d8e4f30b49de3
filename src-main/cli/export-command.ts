import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseLength } from '#spec/figure-length';
import { columnWidths, figurePresetNames, legendPlaces } from '#spec/figure-style';
import { jsonOption, projectOption } from './common-options';
import type { ExportOptions } from './export';
import { exportedKinds, exportFormats, tableKinds } from './export-choices';
import type { ActionWrapper } from './import-commands';
import { parseWholeNumber } from './option-parsers';

/** Adds `export`. */
export function addExportCommand(program: Command, withStatus: ActionWrapper): void {
  program
    .command('export')
    .description(
      'write charts, tables of results, or all values that runs have recorded, for papers and other programs; a report; an archive; or a model',
    )
    .argument(
      '[what]',
      'the id or the name of a run, a study or a comparison; a model: a template, a JSON file, models/ID, templates/ID for an own template, or runs/ID for that of a run; of an archive left out: the project',
    )
    .addOption(
      new Option(
        '--format <format>',
        'all values: parquet is for pandas, npz for NumPy, tensorboard is a folder; archive is for this program, whole, with checksums; a table of groups: latex, markdown, csv-table; the charts: svg, pdf, png, pgfplots for LaTeX, latex-document to compile by itself, figure-csv with every number that is drawn; a report: html is one page that opens anywhere, report a folder of figures, tables, values and a script that draws the figures from them; a model: json is its file, summary a text, latex tables, pytorch a script that trains it there, svg, pdf and png its picture',
      )
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .option('--out <path>', 'the file, or the folder, to write (text is printed without it)')
    .option(
      '--metric <name...>',
      'only these metrics (default: all); of a table, the one that it shows',
    )
    .addOption(
      new Option(
        '--table <table>',
        'of a comparison: the statistics of one metric, or the results of several (default: statistics)',
      ).choices(tableKinds),
    )
    .addOption(
      new Option('--kind <kind>', 'what it is, where several have the name').choices(exportedKinds),
    )
    .option(
      '--reported',
      'in the table of a study, also results that were reported for its settings',
    )
    .option('--without-checkpoints', 'of an archive: leave out the checkpoints of the runs')
    .addOption(
      new Option(
        '--with-data',
        'of an archive: with the data sets that it uses (default: of a project only)',
      ).conflicts('withoutData'),
    )
    .option('--without-data', 'of an archive of a project: without its data sets')
    .option(
      '--chart <chart...>',
      'of charts: only these, by number, id or title (default: all; several are written to a folder)',
    )
    .addOption(
      new Option('--style <name>', 'of charts: size, fonts and legend (default: paper)').choices(
        figurePresetNames,
      ),
    )
    .option(
      '--width <length>',
      `of charts and models: such as 8.5cm, 3.25in, 234pt, or ${Object.keys(columnWidths).join(', ')}`,
      readLength,
    )
    .option('--height <length>', 'of charts: likewise (default: in proportion)', readLength)
    .addOption(new Option('--font <family>', 'of charts and models').choices(['serif', 'sans']))
    .option('--font-size <points>', 'of charts', readNumber)
    .option('--outlines', 'of charts and models: text as shapes, for programs without the fonts')
    .option('--grey', 'of charts and models: greys, dashes and shapes in place of colours')
    .addOption(new Option('--dark', 'of pictures of models: for a dark page').conflicts('grey'))
    .option('--with-locking', 'of pictures of models: with the strip of who waits for whom')
    .addOption(new Option('--legend <place>', 'of charts').choices(legendPlaces))
    .option('--with-title', 'of charts: with the title above')
    .option('--with-notes', 'of charts: with the sentences that explain bands and gaps')
    .option('--transparent', 'of charts and models: without the white behind them')
    .option('--dpi <n>', 'of png: pixels for an inch (default: 300)', parseWholeNumber(36, 1200))
    .option('--overwrite', 'replace what is there')
    .option(...projectOption)
    .option(...jsonOption)
    .action(
      withStatus(async (what: string | undefined, options: ExportOptions) =>
        (await import('./export')).exportRuns(what, options),
      ),
    );
}

function readLength(text: string): number {
  const points = parseLength(text);
  if (points !== null) return points;
  throw new InvalidArgumentError(
    `Write a number with a unit, such as 8.5cm, 3.25in or 234pt, or one of ${Object.keys(columnWidths).join(', ')}.`,
  );
}

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Write a number.');
}
