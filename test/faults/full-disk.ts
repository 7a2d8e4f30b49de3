/** The disk becomes full while a run trains, is read and tidied while it is full, and the run goes on afterwards. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openProject } from '#storage/projects';
import { messageOf } from '#spec/errors';
import { checkAtEnd, listStatuses } from './checks';
import { findTornFiles } from './check-files';
import { idleManager } from './idle-manager';
import { startRun } from './interrupted-run';
import { runProgram } from './program';
import { Round, type Setting } from './round';
import { filesBelow, runFolders } from './run-folder';
import type { SpecName } from './specs';

export async function fillDisk(setting: Setting, name: string, spec: SpecName): Promise<void> {
  const round = new Round(setting, name);
  const reference = await setting.references.folder(spec);
  const disk = setting.scratch.mountDisk(name.replaceAll(' ', '-'), 14);
  if (disk === null) {
    setting.report.skip('Full disks are left out: this user may not mount a small one.');
    return;
  }
  const project = join(disk, 'project');
  await stopSoon(round, project, spec);
  const before = runFolders(project);
  const program = await startRun(round, spec, 1 + round.generator.below(6), project);
  const filler = join(disk, 'filler');
  fill(filler);
  setting.report.add('fullDisks');
  const ended = await program.ended;
  await program.untilGone();
  round.checkFailure('train', ended, new RegExp(`'${disk}.*(space|disk).*[Ff]ree`));

  const run = runFolders(project).find((folder) => !before.includes(folder)) ?? '';
  findTornFiles(project).forEach((sentence) => round.problem(sentence));
  for (const path of filesBelow(project).filter((file) => /\.(partial|tmp)(\/|$)/.test(file)))
    round.problem(`'${path}' is left on the full disk`);
  await checkListing(round, project, run, 'full');
  await deleteRuns(round, project, before);
  await checkListing(round, project, run, 'full');

  rmSync(filler);
  const resumed = await runProgram('resume', basename(run), '--project', project);
  round.checkOutput('resume', resumed);
  round.expect(resumed.status === 0, `the run does not go on: ${resumed.stderr}`);
  checkAtEnd(round, run, reference, project);

  if (!setting.scratch.makeReadOnly(disk)) round.problem('a program still writes to the disk');
  await checkListing(round, project, run, 'read-only');
}

/** Leaves a run that can be deleted. */
async function stopSoon(round: Round, project: string, spec: SpecName): Promise<void> {
  const program = await startRun(round, spec, 3, project);
  program.strike('both', 'SIGKILL');
  await program.untilGone();
}

async function checkListing(
  round: Round,
  project: string,
  run: string,
  state: string,
): Promise<void> {
  const status = (await listStatuses(round, project)).get(basename(run));
  round.expect(
    status !== undefined && !['queued', 'running'].includes(status),
    `on the ${state} disk, 'runs' lists the run as ${status}`,
  );
}

/** The command line cannot delete runs: this calls what the window calls. */
async function deleteRuns(round: Round, project: string, folders: string[]): Promise<void> {
  const manager = idleManager();
  try {
    const opened = await openProject(project);
    await manager.open(opened);
    for (const folder of folders) await manager.delete(opened, basename(folder));
  } catch (error) {
    round.problem(`on the full disk, no run can be deleted: ${messageOf(error)}`);
  }
  const left = runFolders(project).filter((folder) => folders.includes(folder));
  round.expect(left.length === 0, `${left.length} deleted runs are still there`);
}

/** Writes until not a byte is free. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 1)
      for (let isFull = false; !isFull;) isFull = !tryToWrite(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
}

function tryToWrite(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length;
  } catch {
    return false;
  }
}
