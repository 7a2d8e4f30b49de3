import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** How a contender's process is started. All follow the same protocol of lines on stdin and stdout. */
export interface LaunchCommand {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
}

interface Answer {
  seconds: number;
  loss: number;
  /** Peak resident memory so far, in MiB; contenders in Python leave it out. */
  peak?: number;
}

/** The first call of a training step, which compiles it, of as many steps as are computed at once. */
export interface FirstCall {
  seconds: number;
  steps: number;
}

interface Ready {
  firstStep: number;
  /** Contenders that are not asked for it leave it out. */
  firstCall?: FirstCall;
}

/** The first step took too long. */
export class LateStartError extends Error {}

/** A process that trains one workload on request and waits between requests. */
export class Contender {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  readonly #errors: string[] = [];
  /** Seconds from the start of the process to its first finished step. */
  firstStep = 0;
  /** Null where it is not reported. */
  firstCall: FirstCall | null = null;
  /** Peak resident memory, in MiB; null where it is not reported. */
  peak: number | null = null;

  private constructor({ command, args, env }: LaunchCommand) {
    this.#child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.on('error', (error) => this.#errors.push(error.message));
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors.push(...text.split('\n').filter(Boolean));
      this.#errors.splice(0, this.#errors.length - 20);
    });
    if (!this.#child.stdout) throw new Error('a contender without an output');
    this.#reader = createInterface(this.#child.stdout);
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /**
   * Resolves after the first step. Rejects with the last line of stderr if the process ends before, and if it takes more
   * than `mostSeconds`.
   */
  static async start(launch: LaunchCommand, mostSeconds?: number): Promise<Contender> {
    const contender = new Contender(launch);
    let isLate = false;
    const limit =
      mostSeconds === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true;
            contender.close();
          }, 1000 * mostSeconds);
    try {
      const { firstStep, firstCall } = await contender.#readAnswer<Ready>();
      contender.firstStep = firstStep;
      contender.firstCall = firstCall ?? null;
      return contender;
    } catch (error) {
      contender.close();
      throw isLate ? new LateStartError(`no first step within ${mostSeconds} s`) : error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** At least as many steps, in whole calls. */
  inWholeCalls(steps: number): number {
    const each = this.firstCall?.steps ?? 1;
    return each * Math.ceil(steps / each);
  }

  /** Trains `steps` steps. Resolves to the milliseconds per step. Rejects if the loss is not finite. */
  async run(steps: number): Promise<number> {
    this.#child.stdin?.write(`${steps}\n`);
    const { seconds, loss, peak } = await this.#readAnswer<Answer>();
    if (!Number.isFinite(loss)) throw new Error(`its loss is ${loss}`);
    if (peak !== undefined) this.peak = peak;
    return (1000 * seconds) / steps;
  }

  async #readAnswer<T>(): Promise<T> {
    const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
    if (done || value === undefined)
      throw new Error(this.#errors.at(-1) ?? 'it ended without a word');
    return JSON.parse(value) as T;
  }

  close(): void {
    this.#reader.close();
    this.#child.kill('SIGKILL');
  }
}
