import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { filesBelow, namesIn, readCurves, readJson, runFolders } from './run-folder';

/**
 * What a program that was killed must not leave: files that hold a part of what was written. Files whose name says
 * that they are unfinished (`*.tmp`, and all in `*.partial`) may be anything. Returns a sentence for each torn file.
 */
export function findTornFiles(project: string): string[] {
  const finished = filesBelow(project).filter((path) => !isUnfinished(relative(project, path)));
  return [
    ...finished.flatMap((path) => describeTornFile(path) ?? []),
    ...runFolders(project).flatMap(findUnorderedCurves),
  ].map((problem) => problem.replaceAll(`${project}/`, ''));
}

/** What is left of interrupted writes, and locks that nobody holds any more, in a project that no program uses. */
export function findLeftovers(project: string): string[] {
  const runs = runFolders(project);
  const checkpoints = runs.flatMap((run) => namesIn(join(run, 'checkpoints')));
  const files = filesBelow(project).map((path) => relative(project, path));
  const unfinished = [...files, ...checkpoints].filter(
    (path) => isUnfinished(path) || path.endsWith('.replaced'),
  );
  const locks = runs.filter((run) => existsSync(join(run, 'lock'))).map((run) => `${run}/lock`);
  return [...unfinished, ...locks];
}

/**
 * Makes the temporary files older than they are. The program removes only old ones, since another program may be
 * writing a new one.
 */
export function ageTemporaryFiles(project: string): void {
  const yesterday = Date.now() / 1000 - 86_400;
  for (const path of filesBelow(project))
    if (path.endsWith('.tmp')) utimesSync(path, yesterday, yesterday);
}

function isUnfinished(path: string): boolean {
  return path.split('/').some((name) => /\.(tmp|partial|takeover)$|\.partial-/.test(name));
}

function describeTornFile(path: string): string | null {
  const name = basename(path);
  try {
    if (name.endsWith('.json')) readJson(path);
    if (name.endsWith('.jsonl'))
      for (const line of readFileSync(path, 'utf8').split('\n')) if (line !== '') JSON.parse(line);
  } catch (error) {
    return `${path} is not JSON: ${String(error)}`;
  }
  if (name.endsWith('.f64') && statSync(path).size % 24 !== 0)
    return `${path} has ${statSync(path).size} bytes, which are not whole rows`;
  return null;
}

function findUnorderedCurves(run: string): string[] {
  return [...readCurves(run)].flatMap(([metric, rows]) =>
    rows.some(([step], index) => index > 0 && step < (rows[index - 1]?.[0] ?? 0))
      ? [`${run}: the steps of ${metric} decrease`]
      : [],
  );
}
