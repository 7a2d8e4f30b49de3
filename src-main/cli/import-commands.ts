import { InvalidArgumentError, type Command } from 'commander';
import type { CorporaOptions, FetchOptions } from './corpora';

/** Wraps the action of a command so that a number it returns becomes the exit status of the program. */
export type ActionWrapper = <A extends unknown[]>(
  action: (...args: A) => Promise<unknown>,
) => (...args: A) => Promise<void>;

const keepOrderHelp = 'do not mix rows that are sorted by class, as sequences need it';

/** Adds `import idx`, `import cifar10`, `import csv`, `import npy`, `import images` and `import text`. */
export function addImportCommands(program: Command, withStatus: ActionWrapper): void {
  const parent = program
    .command('import')
    .description('bring data into a project: idx, cifar10, csv, npy, images or text');
  const addFormat = (name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .requiredOption('--id <id>', 'by which tasks name it: small letters, digits, hyphens')
      .option('--name <name>', 'for people')
      .option('--project <dir>', 'the project folder')
      .option('--json', 'print what was imported as JSON');

  addFormat('idx', 'pairs of IDX files, gzipped or not, as MNIST has them')
    .requiredOption('--images <file>', 'images to train on')
    .requiredOption('--labels <file>', 'their classes')
    .option('--test-images <file>', 'images to test with')
    .option('--test-labels <file>', 'their classes')
    .action(
      withStatus(async ({ project, json, ...rest }: ImportOptions) =>
        runImport({ format: 'idx', ...rest }, { project, json }),
      ),
    );
  addFormat('cifar10', "CIFAR-10's binary batches")
    .argument('<dir>', 'folder with data_batch_1.bin … and test_batch.bin')
    .action(
      withStatus(async (directory: string, { project, json, ...rest }: ImportOptions) =>
        runImport({ format: 'cifar10', directory, ...rest }, { project, json }),
      ),
    );
  addFormat('csv', 'a table of numbers with one column to predict')
    .argument('<file>', 'first line: names of the columns')
    .requiredOption('--label <column>', 'the column to predict')
    .option('--target <kind>', 'class, or value for a number', 'class')
    .option('--test-file <file>', 'a table to test with')
    .option('--keep-order', keepOrderHelp)
    .action(
      withStatus(async (file: string, { project, json, ...rest }: ImportOptions) =>
        runImport({ format: 'csv', file, ...rest }, { project, json }),
      ),
    );
  addFormat('npy', 'arrays that NumPy saved: one of inputs, one of targets')
    .requiredOption('--inputs <file>', 'a row for each example, or for each tick of a sequence')
    .requiredOption('--targets <file>', 'its targets: whole numbers are classes, floats are values')
    .option('--test-inputs <file>', 'inputs to test with')
    .option('--test-targets <file>', 'their targets')
    .option('--pixels', 'inputs are bytes, 0 to 255, to be read as 0 to 1')
    .option('--keep-order', keepOrderHelp)
    .action(
      withStatus(async ({ project, json, ...rest }: ImportOptions) =>
        runImport({ format: 'npy', ...rest }, { project, json }),
      ),
    );
  addFormat('images', 'a folder of images with a folder for each class')
    .argument('<dir>', 'the folder; it may have train and test')
    .option('--size <rows x columns>', 'bring every image to this size, e.g. 32x32', parseSize)
    .option('--channels <n>', '3, or 1 for grey', Number, 3)
    .action(
      withStatus(async (directory: string, { project, json, ...rest }: ImportOptions) =>
        runImport({ format: 'images', directory, ...rest }, { project, json }),
      ),
    );
  addFormat('text', 'text in UTF-8, from a file for each part or one that is cut')
    .argument('<file>', 'text to train on')
    .option('--validation <file>', 'text to validate with')
    .option('--test <file>', 'text to test with')
    .option('--validation-fraction <f>', 'or: part of the file, cut from its end', parseFraction)
    .option('--test-fraction <f>', 'the same for testing; cut first', parseFraction)
    .action(
      withStatus(async (train: string, { project, json, ...rest }: ImportOptions) =>
        runImport({ format: 'text', train, ...rest }, { project, json }),
      ),
    );
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

type ImportOptions = { project?: string; json?: boolean } & Record<string, unknown>;

async function runImport(
  request: Record<string, unknown>,
  options: { project?: string; json?: boolean },
): Promise<void> {
  const { importData } = await import('./import-data');
  await importData(request, options);
}

function parseFraction(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Write it as a part of one, for example 0.05.');
}

function parseSize(text: string): [number, number] {
  const match = /^(\d+)\s*[x×]\s*(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it as rows x columns, for example 32x32.');
  return [Number(match[1]), Number(match[2])];
}
