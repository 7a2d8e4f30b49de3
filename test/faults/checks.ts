import { basename } from 'node:path';
import { ageTemporaryFiles, findLeftovers, findTornFiles } from './check-files';
import { compareBeginning, compareRuns, findHole } from './compare';
import { runProgram } from './program';
import type { Round } from './round';
import { runFolders } from './run-folder';

/** The status of each run, by id, as `runs` lists it. */
export async function listStatuses(round: Round, project: string): Promise<Map<string, string>> {
  const ended = await runProgram('runs', '--project', project, '--json');
  round.checkOutput('runs', ended);
  round.expect(ended.status === 0, `'runs' ends with status ${ended.status}: ${ended.stderr}`);
  if (ended.status !== 0) return new Map();
  const runs = JSON.parse(ended.stdout) as { id: string; status: string }[];
  return new Map(runs.map(({ id, status }) => [id, status]));
}

/** What must hold in a project whose programs are all gone, however they ended. `reference`: the run that never stopped. */
export async function checkAfterKill(round: Round, reference: string): Promise<void> {
  const { project, setting } = round;
  const torn = findTornFiles(project);
  setting.report.add('tornFiles', torn.length);
  torn.forEach((sentence) => round.problem(sentence));
  for (const run of runFolders(project)) {
    compareBeginning(run, reference)
      .slice(0, 1)
      .forEach((sentence) => round.problem(sentence));
    const hole = findHole(run, reference);
    if (hole === null) continue;
    setting.report.add('holes');
    setting.report.add('lostRows', hole.rows);
    round.problem(
      `the checkpoint of step ${hole.step} is ahead of the curves by ${hole.rows} rows`,
    );
  }
  ageTemporaryFiles(project);
  for (const [id, status] of await listStatuses(round, project))
    if (isActive(status)) round.problem(`'runs' lists the dead run ${id} as ${status}`);
}

function isActive(status: string): boolean {
  return ['queued', 'running', 'paused'].includes(status);
}

/** What must hold in a project whose run was resumed to its end. */
export function checkAtEnd(
  round: Round,
  run: string,
  reference: string,
  project = round.project,
): void {
  const { report } = round.setting;
  const { weights, curves } = compareRuns(run, reference);
  report.add('chains');
  if (weights.length === 0) report.add('equalWeights');
  if (curves.length === 0) report.add('equalCurves');
  const [first, ...others] = [...weights, ...curves];
  if (first !== undefined)
    round.problem(
      `${basename(run)} is not the run that never stopped: ${first}${others.length > 0 ? `, and ${others.length} more differences` : ''}`,
    );
  for (const path of findLeftovers(project)) round.problem(`'${path}' is left over`);
}
