import { basename } from 'node:path';
import { checkAtEnd } from './checks';
import { between } from './draw';
import type { InterruptedRuns } from './interrupted-run';
import { startProgram } from './program';
import { Round, type Setting } from './round';
import type { SpecName } from './specs';
import { sleep } from './wait';

/** Two programs resume the same run at once: one trains it, the other is refused. */
export async function resumeTwice(
  setting: Setting,
  interrupted: InterruptedRuns,
  name: string,
  spec: SpecName,
): Promise<void> {
  const round = new Round(setting, name);
  const reference = await setting.references.folder(spec);
  const run = await interrupted.copyTo(round, spec);
  const command = ['resume', basename(run), '--project', round.project];
  const first = startProgram(command);
  await sleep(between(round.generator, 0, 300));
  const second = startProgram(command);
  const ends = await Promise.all([first.ended, second.ended]);
  await Promise.all([first.untilGone(), second.untilGone()]);
  setting.report.add('doubleResumes');
  const refused = ends.filter(({ status }) => status !== 0);
  round.expect(
    refused.length === 1,
    `of two programs that resume a run at once, ${2 - refused.length} train it`,
  );
  refused.forEach((ended) => round.checkFailure('resume', ended, /another program|being resumed/));
  checkAtEnd(round, run, reference);
}
