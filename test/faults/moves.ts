/**
 * The project's folder, or the run's, is renamed, moved or removed while the run trains. The program ends and says so;
 * nothing appears at the old place; what was moved opens and goes on.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkAtEnd, listStatuses } from './checks';
import { findTornFiles } from './check-files';
import { startRun } from './interrupted-run';
import { runProgram } from './program';
import { Round, type Setting } from './round';
import { namesIn, runFolders } from './run-folder';
import type { SpecName } from './specs';
import { poll } from './wait';

export const moves = {
  'the project is renamed': { part: 'project', to: 'beside' },
  'the project is moved away and an empty folder takes its place': { part: 'project', to: 'away' },
  'the project is removed': { part: 'project', to: 'nowhere' },
  'the run is renamed': { part: 'run', to: 'beside' },
  'the run is removed': { part: 'run', to: 'nowhere' },
} as const;
export type Move = keyof typeof moves;

export async function moveWhileTraining(
  setting: Setting,
  move: Move,
  spec: SpecName,
  index: number,
): Promise<void> {
  const round = new Round(setting, `move ${index}, ${move}`);
  const { part, to } = moves[move];
  const { project } = round;
  const reference = await setting.references.folder(spec);
  const program = await startRun(round, spec, 2 + round.generator.below(6));
  const [run = ''] = runFolders(project);
  const from = part === 'project' ? project : run;
  const target = destination(round, from, to);
  if (target === null) await remove(from);
  else renameSync(from, target);
  if (to === 'away') mkdirSync(from);
  setting.report.add('moves');

  const ended = await program.ended;
  await program.untilGone();
  round.checkFailure('train', ended, new RegExp(escapePattern(from)));
  if (to === 'away') round.expect(namesIn(from).length === 0, `something is written to '${from}'`);
  else round.expect(!existsSync(from), `'${from}' is made again`);
  if (target === null) return;

  const [moved, movedRun] =
    part === 'project' ? [target, join(target, 'runs', basename(run))] : [project, target];
  findTornFiles(moved).forEach((sentence) => round.problem(sentence));
  const status = (await listStatuses(round, moved)).get(basename(movedRun));
  round.expect(status === 'interrupted', `'runs' lists the moved run as ${status}`);
  const resumed = await runProgram('resume', basename(movedRun), '--project', moved);
  round.checkOutput('resume', resumed);
  round.expect(resumed.status === 0, `the moved run does not go on: ${resumed.stderr}`);
  checkAtEnd(round, movedRun, reference, moved);
}

/** Null for nowhere. */
function destination(round: Round, from: string, to: 'beside' | 'away' | 'nowhere'): string | null {
  if (to === 'nowhere') return null;
  if (to === 'beside') return join(dirname(from), `${basename(from)}-renamed`);
  const folder = round.setting.scratch.path('elsewhere', String(round.generator.below(1e9)));
  mkdirSync(folder, { recursive: true });
  return join(folder, basename(from));
}

/** Goes on until nothing is left, since the program may write a file meanwhile. */
async function remove(folder: string): Promise<void> {
  await poll(() => {
    try {
      rmSync(folder, { recursive: true });
      return true;
    } catch {
      return existsSync(folder) ? null : true;
    }
  }, 10_000);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
