import { InvalidArgumentError, type Command } from 'commander';
import type { CorporaOptions, FetchOptions } from './corpora';

/** Makes a command's work into an action that keeps what it gives back as exit status, where that is a number. */
export type Ends = <A extends unknown[]>(
  action: (...args: A) => Promise<unknown>,
) => (...args: A) => Promise<void>;

const keepOrder = 'do not mix rows that are sorted by class, as sequences need it';

/** `import idx`, `import cifar10`, `import csv`, `import npy`, `import images`, `import text`. */
export function addImportCommands(program: Command, ends: Ends): void {
  const parent = program
    .command('import')
    .description('bring data into a project: idx, cifar10, csv, npy, images or text');
  const format = (name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .requiredOption('--id <id>', 'by which tasks name it: small letters, digits, hyphens')
      .option('--name <name>', 'for people')
      .option('--project <dir>', 'the project folder')
      .option('--json', 'print what was imported as JSON');

  format('idx', 'pairs of IDX files, gzipped or not, as MNIST has them')
    .requiredOption('--images <file>', 'images to train on')
    .requiredOption('--labels <file>', 'their classes')
    .option('--test-images <file>', 'images to test with')
    .option('--test-labels <file>', 'their classes')
    .action(
      ends(async ({ project, json, ...rest }: Given) =>
        importing({ format: 'idx', ...rest }, { project, json }),
      ),
    );
  format('cifar10', "CIFAR-10's binary batches")
    .argument('<dir>', 'folder with data_batch_1.bin … and test_batch.bin')
    .action(
      ends(async (directory: string, { project, json, ...rest }: Given) =>
        importing({ format: 'cifar10', directory, ...rest }, { project, json }),
      ),
    );
  format('csv', 'a table of numbers with one column to predict')
    .argument('<file>', 'first line: names of the columns')
    .requiredOption('--label <column>', 'the column to predict')
    .option('--target <kind>', 'class, or value for a number', 'class')
    .option('--test-file <file>', 'a table to test with')
    .option('--keep-order', keepOrder)
    .action(
      ends(async (file: string, { project, json, ...rest }: Given) =>
        importing({ format: 'csv', file, ...rest }, { project, json }),
      ),
    );
  format('npy', 'arrays that NumPy saved: one of inputs, one of targets')
    .requiredOption('--inputs <file>', 'a row for each example, or for each tick of a sequence')
    .requiredOption('--targets <file>', 'its targets: whole numbers are classes, floats are values')
    .option('--test-inputs <file>', 'inputs to test with')
    .option('--test-targets <file>', 'their targets')
    .option('--pixels', 'inputs are bytes, 0 to 255, to be read as 0 to 1')
    .option('--keep-order', keepOrder)
    .action(
      ends(async ({ project, json, ...rest }: Given) =>
        importing({ format: 'npy', ...rest }, { project, json }),
      ),
    );
  format('images', 'a folder of images with a folder for each class')
    .argument('<dir>', 'the folder; it may have train and test')
    .option('--size <rows x columns>', 'bring every image to this size, e.g. 32x32', sizeOf)
    .option('--channels <n>', '3, or 1 for grey', Number, 3)
    .action(
      ends(async (directory: string, { project, json, ...rest }: Given) =>
        importing({ format: 'images', directory, ...rest }, { project, json }),
      ),
    );
  format('text', 'text in UTF-8, from a file for each part or one that is cut')
    .argument('<file>', 'text to train on')
    .option('--validation <file>', 'text to validate with')
    .option('--test <file>', 'text to test with')
    .option('--validation-fraction <f>', 'or: part of the file, cut from its end', fractionOf)
    .option('--test-fraction <f>', 'the same for testing; cut first', fractionOf)
    .action(
      ends(async (train: string, { project, json, ...rest }: Given) =>
        importing({ format: 'text', train, ...rest }, { project, json }),
      ),
    );
}

/** `corpora` and `fetch`. */
export function addCorpusCommands(program: Command, ends: Ends): void {
  program
    .command('corpora')
    .description('list the corpora that can be fetched, with their size and licence')
    .option('--project <dir>', 'the project folder')
    .option('--json', 'machine-readable: JSON on stdout and nothing else')
    .action(ends(async (options: CorporaOptions) => (await import('./corpora')).corpora(options)));
  program
    .command('fetch')
    .description('fetch a corpus into a project; a fetch that was cut goes on where it was')
    .argument('<corpus>', 'its id, as `corpora` lists it')
    .option('--from <path>', 'take the files from this folder (or file) in place of the network')
    .option('--project <dir>', 'the project folder')
    .option('--json', 'print what was imported as JSON')
    .action(
      ends(async (id: string, options: FetchOptions) =>
        (await import('./corpora')).fetchInto(id, options),
      ),
    );
}

type Given = { project?: string; json?: boolean } & Record<string, unknown>;

async function importing(
  request: Record<string, unknown>,
  options: { project?: string; json?: boolean },
): Promise<void> {
  const { importData } = await import('./import-data');
  await importData(request, options);
}

function fractionOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Write it as a part of one, for example 0.05.');
}

function sizeOf(text: string): [number, number] {
  const found = /^(\d+)\s*[x×]\s*(\d+)$/.exec(text);
  if (!found) throw new InvalidArgumentError('Write it as rows x columns, for example 32x32.');
  return [Number(found[1]), Number(found[2])];
}
