import { Option, type Command } from 'commander';
import { scalingMethodSchema, tableRequestSchema } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import type { CorporaOptions, FetchOptions } from './corpora';
import {
  appendValue,
  parseChannels,
  parseDecimal,
  parseDelimiter,
  parseEncoding,
  parseFraction,
  parseNumber,
  parseSize,
  SettingOption,
} from './option-parsers';

/** Wraps the action of a command so that a number it returns becomes the exit status of the program. */
export type ActionWrapper = <A extends unknown[]>(
  action: (...args: A) => Promise<unknown>,
) => (...args: A) => Promise<void>;

const keepOrderHelp = 'do not shuffle rows that are sorted by class, as sequences need it';
const targetKinds = ['class', 'value'];

/** Adds `import idx`, `import cifar10`, `import csv`, `import npy`, `import images` and `import text`. */
export function addImportCommands(program: Command, withStatus: ActionWrapper): void {
  const parent = program
    .command('import')
    .description('bring data into a project: idx, cifar10, csv, npy, images or text');
  const addFormat = (name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .option('--name <name>', 'for people')
      .option('--project <dir>', 'the project folder')
      .option('--json', 'print what was imported as JSON');
  const idOption = ['--id <id>', 'by which tasks name it: small letters, digits, hyphens'] as const;

  addFormat('idx', 'pairs of IDX files, gzipped or not, as MNIST has them')
    .requiredOption(...idOption)
    .requiredOption('--images <file>', 'images to train on')
    .requiredOption('--labels <file>', 'their classes')
    .option('--test-images <file>', 'images to test with')
    .option('--test-labels <file>', 'their classes')
    .addOption(
      new SettingOption(
        '--class-name <name>',
        'the name of a class, in the order of their numbers (repeatable)',
        'classNames',
      ).argParser(appendValue),
    )
    .option('--keep-order', keepOrderHelp)
    .action(
      withStatus(async (options: ImportOptions, command: Command) =>
        runImport({ format: 'idx' }, options, command),
      ),
    );
  addFormat('cifar10', "CIFAR-10's binary batches")
    .requiredOption(...idOption)
    .argument('<dir>', 'folder with data_batch_1.bin … and test_batch.bin')
    .action(
      withStatus(async (directory: string, options: ImportOptions, command: Command) =>
        runImport({ format: 'cifar10', directory }, options, command),
      ),
    );
  addTableOptions(
    addFormat('csv', 'a table of text: a row for each example, or for each tick of a sequence')
      .option(...idOption)
      .argument('<file>', 'the table to train on'),
  ).action(
    withStatus(async (file: string, options: TableOptions, command: Command) =>
      runTableImport(file, options, command),
    ),
  );
  addFormat('npy', 'arrays that NumPy saved: one of inputs, one of targets')
    .requiredOption(...idOption)
    .requiredOption('--inputs <file>', 'a row for each example, or for each tick of a sequence')
    .option('--targets <file>', 'their targets; left out, a sequence can predict its next rows')
    .addOption(
      new Option(
        '--target <kind>',
        'what the targets are (default: whole numbers are classes, floats are values)',
      ).choices(targetKinds),
    )
    .option('--test-inputs <file>', 'inputs to test with')
    .option('--test-targets <file>', 'their targets')
    .option('--pixels', 'inputs are bytes, 0 to 255, to be read as 0 to 1')
    .option('--keep-order', keepOrderHelp)
    .action(
      withStatus(async (options: ImportOptions, command: Command) =>
        runImport({ format: 'npy' }, options, command),
      ),
    );
  addFormat('images', 'a folder of images with a folder for each class')
    .requiredOption(...idOption)
    .argument('<dir>', 'the folder; it may have train, validation and test')
    .option('--size <rows x columns>', 'bring every image to this size, e.g. 32x32', parseSize)
    .option('--channels <n>', '3, or 1 for grey', parseChannels, 3)
    .addOption(
      new Option('--background <colour>', 'what is behind transparent pixels')
        .choices(['white', 'black'])
        .default('white'),
    )
    .option('--skip-damaged', 'leave out files that cannot be read or have another size')
    .action(
      withStatus(async (directory: string, options: ImportOptions, command: Command) =>
        runImport({ format: 'images', directory }, options, command),
      ),
    );
  addFormat('text', 'text in UTF-8, from a file for each part or one that is cut')
    .requiredOption(...idOption)
    .argument('<file>', 'text to train on')
    .option('--validation <file>', 'text to validate with')
    .option('--test <file>', 'text to test with')
    .option('--validation-fraction <f>', 'or: part of the file, cut from its end', parseFraction)
    .option('--test-fraction <f>', 'the same for testing; cut first', parseFraction)
    .action(
      withStatus(async (train: string, options: ImportOptions, command: Command) =>
        runImport({ format: 'text', train }, options, command),
      ),
    );
}

/** The options of a table, in the groups of its help. */
function addTableOptions(command: Command): Command {
  const { missing } = tableRequestSchema.shape;
  return command
    .option('--preview', 'show how the table is read, and write nothing; --id is not needed')
    .optionsGroup('Columns, by name or by number from 1:')
    .option('--label <column>', 'the column of classes')
    .addOption(
      new SettingOption(
        '--value <column>',
        'a column of numbers to predict (repeatable)',
        'values',
      ).argParser(appendValue),
    )
    .addOption(
      new SettingOption(
        '--feature <column>',
        'an input column (repeatable; default: all others, without row numbers)',
        'features',
      ).argParser(appendValue),
    )
    .option('--ignore <column>', 'a column to leave out (repeatable)', appendValue)
    .addOption(new Option('--target <kind>', 'what --label is').choices(targetKinds).hideHelp())
    .optionsGroup('How the text is read (default: as detected):')
    .option(
      '--delimiter <mark>',
      'between cells: comma, semicolon, tab, bar, whitespace, or the character',
      parseDelimiter,
    )
    .option('--encoding <name>', 'such as utf-8, latin1 or utf-16le', parseEncoding)
    .option('--header', 'the first line names the columns')
    .option('--no-header', 'the first line is an example; columns are named 1, 2, …')
    .option('--decimal <mark>', 'point, comma, or the character', parseDecimal)
    .optionsGroup('Values:')
    .addOption(
      new Option(
        '--missing <what>',
        'what to do about empty cells (default: refuse); drop leaves out the row',
      ).choices(missing.unwrap().options),
    )
    .addOption(
      new Option('--missing-value <number>', 'the constant (default: 0)')
        .argParser(parseNumber)
        .implies({ missing: 'constant' }),
    )
    .addOption(
      new SettingOption(
        '--scale <method>',
        'scale features, fitted on the training part',
        'scaling',
      ).choices(scalingMethodSchema.options),
    )
    .option('--scale-values', 'scale the values to predict in the same way')
    .optionsGroup('Parts:')
    .option('--validation-file <file>', 'a table to validate with')
    .option('--test-file <file>', 'a table to test with')
    .option('--validation-fraction <f>', 'or: part of the rows, cut from the end', parseFraction)
    .option('--test-fraction <f>', 'the same for testing; cut first', parseFraction)
    .option('--keep-order', keepOrderHelp);
}

/** Adds `corpora` and `fetch`. */
export function addCorpusCommands(program: Command, withStatus: ActionWrapper): void {
  program
    .command('corpora')
    .description('list the corpora that can be fetched, with their size and licence')
    .option('--project <dir>', 'the project folder')
    .option('--json', 'machine-readable: JSON on stdout and nothing else')
    .action(
      withStatus(async (options: CorporaOptions) => (await import('./corpora')).corpora(options)),
    );
  program
    .command('fetch')
    .description('fetch a corpus into a project; a fetch that was cut goes on where it was')
    .argument('<corpus>', 'its id, as `corpora` lists it')
    .option('--from <path>', 'take the files from this folder (or file) in place of the network')
    .option('--project <dir>', 'the project folder')
    .option('--json', 'print what was imported as JSON')
    .action(
      withStatus(async (id: string, options: FetchOptions) =>
        (await import('./corpora')).fetchInto(id, options),
      ),
    );
}

interface ImportOptions extends Record<string, unknown> {
  project?: string;
  json?: boolean;
}

interface TableOptions extends ImportOptions {
  id?: string;
  preview?: boolean;
  label?: string;
  values?: string[];
  target?: 'class' | 'value';
  missing?: string;
  missingValue?: number;
  scaling?: string;
  scaleValues?: boolean;
}

async function runImport(
  source: Record<string, unknown>,
  { project, json, ...settings }: ImportOptions,
  command: Command,
): Promise<void> {
  const { importData } = await import('./import-data');
  await importData({ ...source, ...settings }, { project, json }, command.options);
}

async function runTableImport(
  file: string,
  { preview, target, ...options }: TableOptions,
  command: Command,
): Promise<number | undefined> {
  assertTableOptionsFit({ target, ...options });
  // Earlier versions had one column to predict, and `--target value` for a number.
  const settings =
    target === 'value'
      ? { ...options, label: undefined, values: [...(options.values ?? []), options.label] }
      : options;
  if (!preview) {
    if (settings.id === undefined)
      throw usageError(
        "option '--id <id>' is missing. Name the data set, or look at it first with --preview.",
      );
    await runImport({ format: 'csv', file }, settings, command);
    return undefined;
  }
  const { previewData } = await import('./preview-data');
  return previewData({ format: 'csv', file, ...settings }, command.options);
}

function assertTableOptionsFit(options: TableOptions): void {
  if (options.target !== undefined && options.label === undefined)
    throw usageError("option '--target <kind>' says what --label is. Name that column too.");
  if (options.missingValue !== undefined && options.missing !== 'constant')
    throw usageError("option '--missing-value <number>' needs --missing constant.");
  if (options.scaleValues && options.scaling === undefined)
    throw usageError("option '--scale-values' needs --scale, which says how.");
  const hasValues = options.values !== undefined || options.target === 'value';
  if (options.scaleValues && !hasValues)
    throw usageError("option '--scale-values' needs --value, which names the columns to predict.");
}

function usageError(message: string): WorkbenchError {
  return new WorkbenchError('validation', message);
}
