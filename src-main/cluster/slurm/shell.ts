/** Runs scripts of a POSIX shell on this computer, or on another by `ssh`. */
import { randomBytes } from 'node:crypto';
import type { SlurmPlace } from '#spec/place';
import type { SlurmFaults } from './faults';
import { frameScript, hasBegun, readAnswer, type ScriptAnswer } from './framed-script';
import { runLimited, type ProcessResult } from './run-limited';
import { connectionSharing, remoteCommand, sshArguments } from './ssh';

export interface ScriptLimits {
  timeoutMs?: number;
  maxBytes?: number;
  /** A file that the script reads as its standard input. */
  inputFile?: string;
}

/** A server lets one connection have some ten sessions. */
const maxAtOnce = 4;

export class Shell {
  readonly #host: string | null;
  readonly #faults: SlurmFaults;
  readonly #signal: AbortSignal | undefined;
  #sharing: Promise<string[]> | null = null;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** `signal` ends what runs, and what would be run. */
  constructor(place: SlurmPlace, faults: SlurmFaults, signal?: AbortSignal) {
    this.#host = place.host;
    this.#faults = faults;
    this.#signal = signal;
  }

  /** Throws `unavailable` where no answer of the script has come, whole and in time. */
  async run(script: string, limits: ScriptLimits = {}): Promise<ScriptAnswer> {
    const { timeoutMs = 40_000, maxBytes = 4 * 2 ** 20, inputFile: file } = limits;
    const token = `dni-${randomBytes(9).toString('hex')}`;
    const framed = frameScript(script, token);
    const result = await this.#whenFree(() => this.#start(framed, { timeoutMs, maxBytes, file }));
    const answer = result.end === 'itself' ? readAnswer(result.stdout, token) : null;
    if (answer) return answer;
    const begun = hasBegun(result.stdout, token);
    throw this.#faults.noAnswer(result, { timeoutMs, maxBytes, begun });
  }

  async #start(
    script: string,
    { file, ...given }: { timeoutMs: number; maxBytes: number; file?: string },
  ): Promise<ProcessResult> {
    const host = this.#host;
    const limits = { ...given, signal: this.#signal };
    if (host === null)
      return runLimited('sh', ['-c', script], { ...limits, input: file ? { file } : undefined });
    const sharing = await (this.#sharing ??= connectionSharing(host));
    const args = [...sshArguments(host, sharing), remoteCommand(Buffer.byteLength(script))];
    return runLimited('ssh', args, { ...limits, input: { text: script, file } });
  }

  async #whenFree<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= maxAtOnce)
      await new Promise<void>((proceed) => this.#waiting.push(proceed));
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
