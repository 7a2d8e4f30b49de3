/** Where the time goes from `dni train` to the first step that is recorded, on a machine that has run it before. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedMilestone } from '#files/milestones';
import { quantile } from '../statistics';

/** When a start has come so far, in seconds from the start of the process: over several starts. */
export interface FirstStepMilestone {
  name: string;
  process: 'command' | 'worker';
  median: number;
  quartiles: [number, number];
}

type Passed = Pick<FirstStepMilestone, 'name' | 'process'> & { seconds: number };

export interface FirstStepOptions {
  /** The folder of the program. */
  program: string;
  /** What `train` is given: a template. */
  spec: string;
  runs: number;
}

/** What every run is trained for: the first call has as many steps as that of a long run. */
const steps = 100;

/** Trains so many runs, one after another, and one before them that is not counted. */
export async function measureFirstStep({
  program,
  spec,
  runs,
}: FirstStepOptions): Promise<FirstStepMilestone[]> {
  const starts: Passed[][] = [];
  for (let run = 0; run <= runs; run += 1) {
    const passed = await startOnce(program, spec);
    if (run > 0) starts.push(passed);
  }
  return (starts[0] ?? [])
    .map(({ name, process }) => {
      const seconds = starts.flatMap(
        (passed) => passed.find((other) => other.name === name)?.seconds ?? [],
      );
      const at = (share: number): number => quantile(seconds, share);
      const quartiles: [number, number] = [at(0.25), at(0.75)];
      return { name, process, median: at(0.5), quartiles };
    })
    .sort((a, b) => a.median - b.median);
}

async function startOnce(program: string, spec: string): Promise<Passed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-first-step-'));
  const file = join(folder, 'milestones');
  try {
    const project = join(folder, 'project');
    const args = ['train', spec, '--steps', String(steps), '--json', '--project', project];
    const began = now();
    const child = spawn(process.execPath, [join(program, 'src-main/dni.js'), ...args], {
      cwd: program,
      env: { ...process.env, DNI_WORKBENCH_MILESTONES: file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let firstStep: number | null = null;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('"train/loss"')) firstStep ??= now() - began;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    if (status !== 0 || firstStep === null || !existsSync(file))
      throw new Error(`'dni ${args.join(' ')}' has ended with ${String(status)}: ${output}`);
    const milestones = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedMilestone);
    const passed = milestones.map(({ name, pid, at }): Passed => ({
      name,
      process: pid === child.pid ? 'command' : 'worker',
      seconds: (at - began) / 1000,
    }));
    passed.push({ name: 'first step recorded', process: 'command', seconds: firstStep / 1000 });
    // Evaluations and examinations compile graphs of their own afterwards.
    const isFirst = ({ name, seconds }: Passed, index: number): boolean =>
      seconds <= (firstStep ?? 0) / 1000 &&
      passed.findIndex((other) => other.name === name) === index;
    return passed.filter(isFirst);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const now = (): number => performance.timeOrigin + performance.now();

export const firstStepHeader = ['', 'seconds', 'quartiles', 'in the'];

/** A milestone: when, the quartiles, in which process. */
export function firstStepRow({ name, process, median, quartiles }: FirstStepMilestone): string[] {
  const ends = quartiles.map((seconds) => seconds.toFixed(2)).join('–');
  return [name, median.toFixed(2), ends, process];
}

/** One row a milestone. */
export function describeFirstStep(milestones: readonly FirstStepMilestone[]): string[][] {
  return [firstStepHeader, ...milestones.map(firstStepRow)];
}
