import { importDataset } from '#data/import/import-dataset';
import { importRequestSchema, type DatasetManifest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { datasetsDirectory } from '#storage/projects';
import { print, printAll, tell } from './output';
import { findOrMakeProject, findProject, projectDirectory } from './project-place';
import { formatCount } from './text';

/** `import`: brings foreign data into a project, which is made once the data is known to be good. */
export async function importData(
  request: Record<string, unknown>,
  options: { project?: string; json?: boolean },
): Promise<void> {
  const parsed = importRequestSchema.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    throw new WorkbenchError(
      'validation',
      `--${place} does not fit: ${issue?.message ?? 'unknown'}.`,
    );
  }
  const directory = projectDirectory(options.project);
  const before = await findProject(directory);
  const place = async (): Promise<string> =>
    datasetsDirectory(before ?? (await findOrMakeProject(directory)));
  const manifest = await importDataset(
    parsed.data,
    before ? datasetsDirectory(before) : place,
    (fraction, message) => {
      if (process.stderr.isTTY)
        tell(fraction === null ? message : `${message} ${Math.round(fraction * 100)} %`);
    },
  );
  if (options.json) {
    print(JSON.stringify(manifest));
    return;
  }
  printAll(describeImport(manifest));
}

/** What was imported, and how a spec names it. */
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
