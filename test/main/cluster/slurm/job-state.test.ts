import { describe, expect, it } from 'vitest';
import { parseStates } from '#cluster/slurm/job-state';

const job = { id: 'job-a', remoteId: '10' };
const at = 1_796_040_647;

/** The state of one job from the lines of a script, as recorded from Slurm 22.05. */
function stateFrom(lines: string[], errors = ''): unknown {
  const states = parseStates(lines.map((line) => `${line}\n`).join(''), errors, [job]);
  return states?.[0] ?? null;
}

const queued = (state: string, reason = 'None', node = 'n2'): string =>
  `queue 10|${state}|${node}|${at}|${at + 1}|${at + 3600}|${reason}`;
const started = `started job-a ${at + 2} n1`;

describe('the state of a job', () => {
  it('waits, with the reason of Slurm, and has not started when Slurm expects it to', () => {
    expect(stateFrom([queued('PENDING', 'Resources', 'n/a')])).toEqual({
      phase: 'waiting',
      exitCode: null,
      reason: 'Resources',
      node: null,
      submitted: at * 1000,
      started: null,
      ended: null,
    });
    expect(stateFrom([`queue 10|PENDING|n/a|${at}|N/A|N/A|Dependency|x`])).toMatchObject({
      phase: 'waiting',
      reason: 'Dependency|x',
    });
  });

  it('runs, and has not ended when its time limit will be', () => {
    expect(stateFrom([queued('RUNNING'), started])).toEqual({
      phase: 'running',
      exitCode: null,
      reason: null,
      node: 'n1',
      submitted: at * 1000,
      started: (at + 2) * 1000,
      ended: null,
    });
    expect(stateFrom([queued('SUSPENDED'), started])).toMatchObject({
      phase: 'running',
      reason: 'Slurm: suspended',
    });
    // A state of a later version.
    expect(stateFrom([queued('EXPEDITING')])).toMatchObject({ phase: 'running' });
  });

  it('has ended with what the job itself has written, before Slurm says so and after it has forgotten', () => {
    const exit = `exit-code job-a 3 ${at + 9} 0`;
    const ended = { phase: 'ended', exitCode: 3, reason: null, ended: (at + 9) * 1000 };
    for (const rows of [[queued('RUNNING')], [queued('FAILED', 'NonZeroExitCode')], []])
      expect(stateFrom([...rows, started, exit])).toMatchObject(ended);
  });

  it.each([
    // The node could not write the exit code: its disk is full.
    [['FAILED', 'NonZeroExitCode'], '1:0', { phase: 'ended', exitCode: 1, reason: null }],
    [['FAILED', 'RaisedSignal:9(Killed)'], '0:9', { phase: 'ended', exitCode: 137 }],
    [['COMPLETED', 'None'], '0:0', { phase: 'ended', exitCode: 0, reason: null }],
    [
      ['OUT_OF_MEMORY', 'OutOfMemory'],
      '0:125',
      { phase: 'ended', reason: 'It used more memory than it may.' },
    ],
  ])('%j without an exit code of its own', ([state = '', reason], code, expected) => {
    expect(stateFrom([queued(state, reason), started, `code 10 ${code}`])).toMatchObject(expected);
  });

  it.each([
    ['NODE_FAIL', 'NodeDown', 'Its node is down.'],
    ['PREEMPTED', 'None', 'Slurm has given its place to another job.'],
    ['TIMEOUT', 'TimeLimit', 'Its time limit was reached.'],
    ['BOOT_FAIL', 'None', 'Its node did not start.'],
    ['DEADLINE', 'DeadLine', 'Its deadline has passed.'],
    ['REQUEUE_HOLD', 'None', 'Slurm: requeue hold'],
  ])('%s is lost, also where the command has saved its work', (state, slurmReason, reason) => {
    for (const files of [[started], [started, `exit-code job-a 0 ${at + 9} 1`]])
      expect(stateFrom([queued(state, slurmReason), ...files])).toMatchObject({
        phase: 'lost',
        exitCode: null,
        reason,
      });
  });

  it('is not lost where the command had ended before', () => {
    const lines = [queued('NODE_FAIL', 'NodeDown'), started, `exit-code job-a 0 ${at + 9} 0`];
    expect(stateFrom(lines)).toMatchObject({ phase: 'ended', exitCode: 0 });
  });

  it('is lost where a node could not start it, or Slurm starts it again', () => {
    expect(stateFrom([queued('FAILED', 'JobLaunchFailure')])).toMatchObject({ phase: 'lost' });
    const again = { phase: 'lost', reason: 'Slurm has put it back into its queue.' };
    expect(stateFrom([queued('PENDING', 'BeginTime', 'n/a'), started])).toMatchObject(again);
    expect(stateFrom([queued('COMPLETED'), started, 'requeued job-a'])).toMatchObject(again);
  });

  it('was cancelled, by this program or by somebody in a terminal', () => {
    const cancelled = { phase: 'ended', reason: 'It was cancelled.' };
    const exit = `exit-code job-a 0 ${at + 9} 1`;
    expect(stateFrom([queued('CANCELLED'), started, exit])).toMatchObject(cancelled);
    expect(stateFrom([queued('CANCELLED')])).toMatchObject(cancelled);
    expect(stateFrom(['cancelled job-a'])).toMatchObject(cancelled);
    expect(stateFrom([started, exit, 'cancelled job-a'])).toMatchObject(cancelled);
    // It had ended by itself before.
    const before = [queued('COMPLETED'), started, exit.replace(/1$/, '0'), 'cancelled job-a'];
    expect(stateFrom(before)).toMatchObject({ phase: 'ended', reason: null });
    // Asked to end, and Slurm has not said yet why.
    expect(stateFrom([queued('COMPLETING'), started, exit])).toMatchObject({ phase: 'running' });
    expect(stateFrom([started, exit])).toMatchObject({ phase: 'lost' });
  });

  it('is what the accounting says of a job that Slurm has forgotten', () => {
    const line = (state: string, code: string): string =>
      `account 10|${state}|n2|${at}|${at + 1}|${at + 9}|${code}`;
    expect(stateFrom([line('NODE_FAIL', '0:0'), started])).toMatchObject({
      phase: 'lost',
      node: 'n1',
      ended: (at + 9) * 1000,
    });
    expect(stateFrom([line('CANCELLED by 1000', '0:15')])).toMatchObject({
      phase: 'ended',
      exitCode: 143,
      reason: 'It was cancelled.',
    });
    expect(stateFrom([line('FAILED', '2:0'), started])).toMatchObject({ exitCode: 2 });
  });

  it('is missing only where Slurm has answered', () => {
    const unknown = 'slurm_load_jobs error: Invalid job id specified';
    expect(stateFrom([])).toMatchObject({ phase: 'missing' });
    expect(stateFrom(['squeue failed'], unknown)).toMatchObject({ phase: 'missing' });
    const down = 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)';
    expect(stateFrom(['squeue failed'], down)).toBeNull();
    for (const line of ['queue Usage: squeue [OPTIONS]', 'queue 10|running', 'queue 10_1|RUNNING'])
      expect(stateFrom([line])).toBeNull();
  });

  it('takes nothing of other jobs and of damaged files', () => {
    const others = [
      'queue 100|RUNNING|n1|1|1|1|None',
      `started job-b ${at} n1`,
      'exit-code job-a 3',
      'exit-code job-a 9999 1 0',
      'started job-a yesterday n1',
      'started job-a',
      'cancelled',
      '\u0000\u0001',
    ];
    expect(stateFrom(others)).toMatchObject({ phase: 'missing', started: null, exitCode: null });
    expect(
      stateFrom([
        queued('RUNNING', '\u001b[2J' + 'x'.repeat(9999)),
        `started job-a ${at} \u001b[2J`,
      ]),
    ).toMatchObject({ node: String.raw`\u001b[2J` });
  });
});
