/**
 * Reads a run's folder with code of its own, so that a fault of the program's reader cannot hide a fault of its writer.
 * The format is described in resources/help/files-on-disk.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One row of a curve: step, seconds of training, value. */
export type Row = readonly [step: number, seconds: number, value: number];
export type Curves = ReadonlyMap<string, readonly Row[]>;

const rowBytes = 24;

/** The folders of the runs of a project. */
export function runFolders(project: string): string[] {
  const runs = join(project, 'runs');
  return namesIn(runs)
    .filter((name) => existsSync(join(runs, name, 'run.json')))
    .sort()
    .map((name) => join(runs, name));
}

/** All curves of a run; a part of a row at the end of a file is left out. */
export function readCurves(run: string): Curves {
  const index = join(run, 'metrics.json');
  if (!existsSync(index)) return new Map();
  const { files } = readJson(index) as { files: Record<string, string> };
  return new Map(
    Object.entries(files).map(([metric, file]) => [metric, readRows(join(run, 'metrics', file))]),
  );
}

/** The steps of the checkpoints that can be loaded, rising. */
export function checkpointSteps(run: string): number[] {
  const folder = join(run, 'checkpoints');
  const steps = namesIn(folder)
    .filter((name) => /^\d+(\.replaced)?$/.test(name))
    .filter((name) => existsSync(join(folder, name, 'state.json')))
    .map((name) => Number.parseInt(name, 10));
  return [...new Set(steps)].sort((a, b) => a - b);
}

export function checkpointFolder(run: string, step: number): string {
  const folder = join(run, 'checkpoints', String(step));
  return existsSync(folder) ? folder : `${folder}.replaced`;
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The names in a folder; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The paths of all files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function readRows(path: string): Row[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  return Array.from({ length: Math.floor(bytes.length / rowBytes) }, (_, row): Row => {
    const at = row * rowBytes;
    return [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8), bytes.readDoubleLE(at + 16)];
  });
}
