import { importDataset } from '#data/import/import-dataset';
import { importRequestSchema, type DatasetManifest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { datasetsDirectory } from '#storage/projects';
import { print, printAll, printToStderr } from './output';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { formatCount } from './format';

/** `import`: imports data into a project, which is created only once the data is known to be valid. */
export async function importData(
  request: Record<string, unknown>,
  options: { project?: string; json?: boolean },
): Promise<void> {
  const parsed = importRequestSchema.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const option = issue?.path.join('.') ?? '';
    throw new WorkbenchError(
      'validation',
      `--${option} does not fit: ${issue?.message ?? 'unknown'}.`,
    );
  }
  const directory = projectDirectory(options.project);
  const existing = await findProject(directory);
  const createFolder = async (): Promise<string> =>
    datasetsDirectory(existing ?? (await findOrCreateProject(directory)));
  const manifest = await importDataset(
    parsed.data,
    existing ? datasetsDirectory(existing) : createFolder,
    (fraction, message) => {
      if (process.stderr.isTTY)
        printToStderr(fraction === null ? message : `${message} ${Math.round(fraction * 100)} %`);
    },
  );
  if (options.json) {
    print(JSON.stringify(manifest));
    return;
  }
  printAll(describeImport(manifest));
}

/** Lines that say what was imported and how a spec refers to it. */
export function describeImport({ id, format, counts, symbols, mixed }: DatasetManifest): string[] {
  const { train, validation, test } = counts;
  if (format === 'text')
    return [
      `'${id}' is in the project: ${formatCount(train)} characters to train on (${formatCount(symbols ?? 0)} different ones), ${formatCount(validation)} to validate and ${formatCount(test)} to test.`,
      `Use it with "task": { "kind": "text", "dataset": "${id}" }.`,
    ];
  const areTicks = (format === 'csv' || format === 'npy') && !mixed;
  return [
    `'${id}' is in the project: ${formatCount(train)} examples to train on, ${formatCount(test)} to test.`,
    `Use it with "task": { "kind": "dataset", "dataset": "${id}" }${areTicks ? ', or of kind "sequence" where its rows follow each other in time' : ''}.`,
  ];
}
