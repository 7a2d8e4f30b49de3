import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { maxQuotedPath } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { archiveSource } from './import-archive';
import { exitStatus } from './exit-status';
import { curveSource } from './import-curves';
import type { ImportRunsOptions, RunSource } from './run-source';

/** The kinds, the most certain one first: the first that detects a path imports it. */
const sources: readonly RunSource[] = [archiveSource, curveSource];

/** `import-runs`: brings runs from elsewhere into a project. Returns the exit status. */
export async function importRuns(
  names: readonly string[],
  options: ImportRunsOptions,
): Promise<number> {
  const bySource = new Map<RunSource, string[]>();
  for (const name of names) {
    const path = resolve(name);
    const source = await findSource(path);
    bySource.set(source, [...(bySource.get(source) ?? []), path]);
  }
  for (const [source, paths] of bySource) {
    const status = await source.run(paths, options);
    if (status !== exitStatus.finished) return status;
  }
  return exitStatus.finished;
}

async function findSource(path: string): Promise<RunSource> {
  if (!(await stat(path).catch(() => null)))
    throw new WorkbenchError(
      'notFound',
      `There is no file or folder ${quote(path, maxQuotedPath)}.`,
    );
  for (const source of sources) if (await source.detect(path)) return source;
  const labels = sources.map(({ label }) => label).join(', nor ');
  throw new WorkbenchError(
    'validation',
    `${quote(path, maxQuotedPath)} is not ${labels}. Choose another file.`,
  );
}
