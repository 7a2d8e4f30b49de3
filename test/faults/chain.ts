/**
 * A chain of kills: a run is trained, ended at a random moment, resumed, ended again, and so on, and at last resumed to
 * its end. It must be the run that never stopped, in weights and curves.
 */
import { basename, join } from 'node:path';
import { checkAfterKill, checkAtEnd } from './checks';
import { between, pickWeighted, type Generator } from './draw';
import { startProgram, type Program, type Target } from './program';
import { Round, type Setting } from './round';
import { namesIn, readJson, runFolders } from './run-folder';
import { shorten } from './sentences';
import type { SpecName } from './specs';
import { poll, sleep } from './wait';

interface Attack {
  target: Target;
  signal: NodeJS.Signals;
  /** A second signal soon after the first, as an impatient user sends it. */
  again: boolean;
  /** When: after so many new checkpoints, after training has begun, or after the start of the program. */
  moment: { after: 'checkpoints'; count: number } | { after: 'training' | 'start' };
  delayMs: number;
  /** Resumes at once, while a trainer that has lost its program may still live. */
  impatient: boolean;
}

/** `kills`: how many at most. Returns how many there were. */
export async function runChain(
  setting: Setting,
  name: string,
  spec: SpecName,
  kills: number,
): Promise<number> {
  const round = new Round(setting, name);
  const reference = await setting.references.folder(spec);
  const { project } = round;
  let killed = 0;
  /** A killed program whose trainer may still live. */
  let orphaning: Program | null = null;
  for (;;) {
    const [run] = runFolders(project);
    if (run && isFinished(run)) {
      checkAtEnd(round, run, reference);
      return killed;
    }
    const what = run ? ['resume', basename(run)] : ['train', setting.scratch.specFile(spec)];
    const command = what[0] ?? '';
    const program = startProgram([...what, '--project', project, '--json']);
    const attack = killed < kills && !setting.isOver() ? drawAttack(round.generator) : null;
    const isHit = attack !== null && (await strike(program, attack, project));
    const ended = await program.ended;
    round.checkOutput(command, ended);
    if (isHit) {
      killed += 1;
      setting.report.add('kills');
      setting.log(`  ${name}: ${describe(attack)}`);
      orphaning = attack.impatient && attack.target === 'program' ? program : null;
      if (orphaning) continue;
      round.expect(await program.untilGone(), `the trainer survives ${describe(attack)}`);
      await checkAfterKill(round, reference);
    } else if (ended.status !== 0 && orphaning) {
      // A refusal is right while the trainer of the killed program lives. It ends soon.
      round.checkFailure(command, ended, /another program/);
      round.expect(await orphaning.untilGone(), 'the trainer survives its program');
      orphaning = null;
    } else if (!runFolders(project).some(isFinished)) {
      round.problem(`'${command}' ends with status ${ended.status}: ${shorten(ended.stderr)}`);
      return killed;
    }
  }
}

function isFinished(run: string): boolean {
  return (readJson(join(run, 'run.json')) as { status: string }).status === 'finished';
}

function drawAttack(generator: Generator): Attack {
  const [target, signal, again] = pickWeighted<[Target, NodeJS.Signals, boolean]>(generator, [
    [30, ['both', 'SIGKILL', false]],
    [30, ['program', 'SIGKILL', false]],
    [20, ['trainer', 'SIGKILL', false]],
    [5, ['program', 'SIGINT', false]],
    [5, ['program', 'SIGINT', true]],
    [5, ['program', 'SIGTERM', false]],
    [5, ['trainer', 'SIGTERM', false]],
  ]);
  const after = pickWeighted(generator, [
    [70, 'checkpoints'],
    [20, 'training'],
    [10, 'start'],
  ] as const);
  const count = 1 + generator.below(10);
  const soon = generator.uniform() < 0.5;
  const delays = { checkpoints: soon ? 0 : 40, training: 1500, start: 5000 };
  return {
    target,
    signal,
    again,
    moment: after === 'checkpoints' ? { after, count } : { after },
    delayMs: between(generator, 0, delays[after]),
    impatient: signal === 'SIGKILL' && generator.uniform() < 0.3,
  };
}

/** False where the program ends before the moment of the attack. */
async function strike(program: Program, attack: Attack, project: string): Promise<boolean> {
  const { moment, target, signal } = attack;
  if (moment.after === 'training')
    await program.event('log', 120_000, ({ message }) =>
      /^(Started|Resumed)/.test(String(message)),
    );
  if (moment.after === 'checkpoints') await untilNewCheckpoints(program, project, moment.count);
  await sleep(attack.delayMs);
  if (!program.strike(target, signal)) return false;
  if (attack.again) {
    await sleep(50);
    program.strike(target, signal);
  }
  return true;
}

/** Waits until that many folders of checkpoints have appeared. */
export async function untilNewCheckpoints(
  program: Program,
  project: string,
  count: number,
): Promise<void> {
  const isCheckpoint = (name: string): boolean => /^\d+$/.test(name);
  const list = (): string[] =>
    runFolders(project).flatMap((run) => namesIn(join(run, 'checkpoints')).filter(isCheckpoint));
  const before = new Set(list());
  const isReached = (): boolean => list().filter((name) => !before.has(name)).length >= count;
  await poll(() => program.hasEnded || isReached() || null, 120_000, 2);
}

function describe({ target, signal, again, moment, impatient }: Attack): string {
  const when =
    moment.after === 'checkpoints' ? `${moment.count} checkpoints` : `the ${moment.after}`;
  return `${signal}${again ? ' twice' : ''} to ${target} after ${when}${impatient ? ', resumed at once' : ''}`;
}
