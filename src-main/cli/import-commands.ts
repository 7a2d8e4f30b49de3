import { InvalidArgumentError, type Command } from 'commander';

/** Makes a command's work into an action that keeps what it gives back as exit status, where that is a number. */
export type Ends = <A extends unknown[]>(
  action: (...args: A) => Promise<unknown>,
) => (...args: A) => Promise<void>;

/** `import idx`, `import cifar10`, `import csv`, `import images`. */
export function addImportCommands(program: Command, ends: Ends): void {
  const parent = program
    .command('import')
    .description('bring data into a project: idx, cifar10, csv or images');
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
    .action(
      ends(async (file: string, { project, json, ...rest }: Given) =>
        importing({ format: 'csv', file, ...rest }, { project, json }),
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
}

type Given = { project?: string; json?: boolean } & Record<string, unknown>;

async function importing(
  request: Record<string, unknown>,
  options: { project?: string; json?: boolean },
): Promise<void> {
  const { importData } = await import('./import-data');
  await importData(request, options);
}

function sizeOf(text: string): [number, number] {
  const found = /^(\d+)\s*[x×]\s*(\d+)$/.exec(text);
  if (!found) throw new InvalidArgumentError('Write it as rows x columns, for example 32x32.');
  return [Number(found[1]), Number(found[2])];
}
