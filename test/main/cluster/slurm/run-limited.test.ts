import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '#files/process-identity';
import { runLimited, type Limits, type ProcessResult } from '#cluster/slurm/run-limited';
import { useOwnTemporaryFolder } from '../../own-temporary-folder';

const sh = (script: string, limits: Partial<Limits> = {}): Promise<ProcessResult> =>
  runLimited('sh', ['-c', script], { timeoutMs: 120_000, maxBytes: 1e6, ...limits });

describe('a program with limits', () => {
  useOwnTemporaryFolder();

  it('gives its output, errors and exit status', async () => {
    const { stdout, ...rest } = await sh('cat; echo out; echo err >&2; exit 3');
    expect(stdout.toString()).toBe('out\n');
    expect(rest).toEqual({ end: 'itself', code: 3, stderr: 'err\n' });
    expect(await sh('kill -9 $$')).toMatchObject({ end: 'itself', code: 137 });
  });

  it('reads a text and a file', async () => {
    const file = join(tmpdir(), 'data');
    writeFileSync(file, Buffer.alloc(3_000_000, 'x'));
    const { stdout } = await sh('read line; echo $line; wc -c', { input: { text: 'a\n', file } });
    expect(stdout.toString()).toMatch(/^a\n *3000000\n$/);
    // One that does not read all, and a file that is not there.
    expect(await sh('exit 0', { input: { file } })).toMatchObject({ end: 'itself', code: 0 });
    const gone = await sh('wc -c', { input: { file: join(tmpdir(), 'gone') } });
    expect(gone.stdout.toString().trim()).toBe('0');
  });

  it('is ended by a signal', async () => {
    const ending = new AbortController();
    const ended = sh('sleep 300', { signal: ending.signal });
    ending.abort();
    expect(await ended).toMatchObject({ end: 'time', code: null });
    expect(await sh('sleep 300', { signal: ending.signal })).toMatchObject({ end: 'time' });
  });

  it('is ended with all that it has started when its time is over', async () => {
    const pidFile = join(tmpdir(), 'pid');
    const script = `echo so far; sleep 300 & echo $! > '${pidFile}'; wait`;
    // A busy machine may not start it in time.
    let result = await sh(script, { timeoutMs: 500 });
    for (let timeoutMs = 1000; !existsSync(pidFile); timeoutMs *= 2)
      result = await sh(script, { timeoutMs });
    expect(result).toMatchObject({ end: 'time', code: null });
    expect(result.stdout.toString()).toBe('so far\n');
    await expect.poll(() => isProcessAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  it('is ended when it prints too much', async () => {
    const result = await sh('yes', { maxBytes: 100_000 });
    expect(result.end).toBe('size');
    expect(result.stdout.length).toBeLessThan(1_000_000);
    const { end, stderr } = await sh('head -c 9000000 /dev/zero | tr "\\\\0" x >&2');
    expect({ end, length: stderr.length }).toEqual({ end: 'itself', length: 20_000 });
  });

  it('is not waited for by a process in the background that keeps the errors open', async () => {
    // It would last longer than the test may.
    const result = await sh('sleep 300 >/dev/null & echo $!; echo err >&2');
    process.kill(Number(result.stdout.toString()));
    expect(result).toMatchObject({ end: 'itself', code: 0, stderr: 'err\n' });
  });

  it('is not there', async () => {
    const limits = { timeoutMs: 1000, maxBytes: 10 };
    expect(await runLimited('dni-no-such-program', [], limits)).toMatchObject({ end: 'start' });
    const input = { text: 'text' };
    expect(await runLimited('dni-no-such-program', [], { ...limits, input })).toMatchObject({
      end: 'start',
    });
  });
});
