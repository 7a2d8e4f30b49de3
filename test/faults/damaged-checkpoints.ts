import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkAtEnd } from './checks';
import { pick } from './draw';
import type { InterruptedRuns } from './interrupted-run';
import { runProgram } from './program';
import { Round, type Setting } from './round';
import { checkpointFolder, checkpointSteps, namesIn } from './run-folder';
import { shorten } from './sentences';
import type { SpecName } from './specs';

/** One bit of the newest checkpoint is wrong: the run goes on from the one before, says so, and ends as it should. */
export async function resumePastDamage(
  setting: Setting,
  interrupted: InterruptedRuns,
  name: string,
  spec: SpecName,
): Promise<void> {
  const round = new Round(setting, name);
  const { generator } = round;
  const reference = await setting.references.folder(spec);
  const run = await interrupted.copyTo(round, spec);
  const folder = checkpointFolder(run, checkpointSteps(run).at(-1) ?? 0);
  const file = pick(generator, namesIn(folder).sort() as [string, ...string[]]);
  const bytes = readFileSync(join(folder, file));
  const at = generator.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << generator.below(8));
  writeFileSync(join(folder, file), bytes);

  const resumed = await runProgram('resume', basename(run), '--project', round.project);
  setting.report.add('damagedCheckpoints');
  round.checkOutput('resume', resumed);
  round.expect(
    resumed.status === 0,
    `with byte ${at} of ${file} changed, the run does not go on: ${shorten(resumed.stderr)}`,
  );
  round.expect(
    /checkpoint of step \d+.*(damaged|whole)|damaged.*checkpoint/.test(resumed.stderr),
    `with byte ${at} of ${file} changed, nothing is said: ${shorten(resumed.stderr)}`,
  );
  checkAtEnd(round, run, reference);
}

/** The run goes on from a checkpoint that the user chooses. */
export async function resumeFromChoice(
  setting: Setting,
  interrupted: InterruptedRuns,
  name: string,
  spec: SpecName,
): Promise<void> {
  const round = new Round(setting, name);
  const reference = await setting.references.folder(spec);
  const run = await interrupted.copyTo(round, spec);
  const step = String(pick(round.generator, checkpointSteps(run) as [number, ...number[]]));
  const command = ['resume', basename(run), '--from', step, '--project', round.project];
  const resumed = await runProgram(...command);
  setting.report.add('damagedCheckpoints');
  round.checkOutput(`resume --from ${step}`, resumed);
  round.expect(
    resumed.status === 0,
    `'resume --from ${step}' ends with status ${resumed.status}: ${shorten(resumed.stderr)}`,
  );
  checkAtEnd(round, run, reference);
}
