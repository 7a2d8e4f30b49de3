/** Runs a program that may print without end, or never end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { constants } from 'node:os';

export interface Limits {
  timeoutMs: number;
  /** Bytes of standard output; of the standard error only the first `maxErrorBytes` are kept. */
  maxBytes: number;
  /** The standard input: this text, and then what is in the file. */
  input?: { text?: string; file?: string };
  /** Ends it as the time does. */
  signal?: AbortSignal;
}

export interface ProcessResult {
  /** `time` and `size`: it was ended because of this limit. `start`: there is no such program. */
  end: 'itself' | 'time' | 'size' | 'start';
  /** As a shell counts it, 128 and more for a signal; null unless it ended by itself. */
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

const maxErrorBytes = 20_000;
/** A process in the background, such as the shared connection of `ssh`, may keep the standard error open. */
const graceMs = 300;

export function runLimited(
  command: string,
  args: readonly string[],
  { timeoutMs, maxBytes, input, signal }: Limits,
): Promise<ProcessResult> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      // A group of its own, which is ended with all that it has started.
      detached: process.platform !== 'win32',
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    let [bytes, errorBytes] = [0, 0];
    let end: ProcessResult['end'] = 'itself';
    let code: number | null = null;
    let [hasExited, isRead, isOver] = [false, false, false];
    const expire = (): void => stop('time');
    const timer = setTimeout(expire, signal?.aborted ? 0 : timeoutMs);
    signal?.addEventListener('abort', expire);

    function finish(): void {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', expire);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      done({
        end,
        code: end === 'itself' ? code : null,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    }

    function stop(reason: 'time' | 'size'): void {
      if (isOver) return;
      end = reason;
      endGroup(child);
      finish();
    }

    // All of the standard output is waited for.
    function finishSoon(): void {
      if (hasExited && isRead) setTimeout(finish, graceMs).unref();
    }

    child.on('error', () => {
      end = 'start';
      finish();
    });
    child.on('exit', (status, signal) => {
      code = status ?? 128 + (signal ? constants.signals[signal] : 0);
      hasExited = true;
      finishSoon();
    });
    child.on('close', finish);
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) stop('size');
    });
    child.stdout?.on('close', () => {
      isRead = true;
      finishSoon();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      const room = maxErrorBytes - errorBytes;
      if (room > 0) stderr.push(chunk.subarray(0, room));
      errorBytes += chunk.length;
    });
    if (input && child.stdin) {
      // It may end without reading all; that the file cannot be read shows in what the program then says.
      child.stdin.on('error', () => undefined);
      if (input.text !== undefined) child.stdin.write(input.text);
      if (input.file === undefined) child.stdin.end();
      else
        createReadStream(input.file)
          .on('error', () => child.stdin?.end())
          .pipe(child.stdin);
    }
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
