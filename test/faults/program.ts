/**
 * The command line in a process of its own, as a user starts it, and the ways in which it can be ended.
 *
 *     const program = startProgram(['train', 'spec.json', '--project', folder, '--json']);
 *     await program.event('start', 60_000);
 *     program.strike('both', 'SIGKILL');
 *     const { status, stderr } = await program.ended;
 *     await program.untilGone();
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  killMarkedProcesses,
  markedEnvironment,
  markedProcesses,
  sendSignal,
} from './marked-processes';
import { poll } from './wait';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program that has not ended by itself after this time hangs. */
const hangsAfterMs = 180_000;

/** `trainer`: the process that trains the run; `program`: the one that started it and records the run. */
export type Target = 'program' | 'trainer' | 'both';

export interface Ended {
  /** Null where a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
  /** Whether it had to be killed because it did not end. */
  hung: boolean;
}

/** One line of `--json`. */
export type ProgramEvent = Record<string, unknown> & { event: string };

let programs = 0;

export function startProgram(args: readonly string[]): Program {
  return new Program(args);
}

/** Starts the command line and waits for its end. */
export function runProgram(...args: string[]): Promise<Ended> {
  return startProgram(args).ended;
}

export class Program {
  readonly ended: Promise<Ended>;
  readonly #id: number;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[]) {
    programs += 1;
    this.#id = programs;
    const command = ['src-main/dni.js', ...args];
    this.#child = spawn(process.execPath, command, {
      cwd: root,
      env: markedEnvironment(this.#id),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in the terminal ends these tests, which then end their programs.
      detached: true,
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = this.#untilEnded();
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get output(): string {
    return this.#stdout;
  }

  get messages(): string {
    return this.#stderr;
  }

  /** What it has printed with `--json` so far. */
  events(): ProgramEvent[] {
    const lines = this.#stdout.split('\n').slice(0, -1);
    return lines.flatMap((line) =>
      line.startsWith('{') ? [JSON.parse(line) as ProgramEvent] : [],
    );
  }

  /** Waits for the first such event; null where the program ends without one. */
  async event(
    name: string,
    timeoutMs: number,
    test: (event: ProgramEvent) => boolean = () => true,
  ): Promise<ProgramEvent | null> {
    const find = (): ProgramEvent | null =>
      this.events().find((event) => event.event === name && test(event)) ?? null;
    await poll(() => find() ?? (this.hasEnded ? 'ended' : null), timeoutMs, 5);
    return find();
  }

  /** Sends the signal. False where the program, or its trainer, has ended or not started yet. */
  strike(target: Target, signal: NodeJS.Signals): boolean {
    const trainers = markedProcesses(this.#id).filter(({ isTrainer }) => isTrainer);
    if (this.hasEnded || (target === 'trainer' && trainers.length === 0)) return false;
    if (target !== 'trainer') sendSignal(this.#child.pid ?? 0, signal);
    if (target !== 'program') for (const { pid } of trainers) sendSignal(pid, signal);
    return true;
  }

  /** Waits until its trainer has ended, too, which a killed program leaves behind. False where it does not end. */
  async untilGone(timeoutMs = 60_000): Promise<boolean> {
    await this.ended;
    const isGone = await poll(() => markedProcesses(this.#id).length === 0 || null, timeoutMs);
    if (isGone === null) killMarkedProcesses(this.#id);
    return isGone ?? false;
  }

  #untilEnded(): Promise<Ended> {
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      killMarkedProcesses(this.#id);
    }, hangsAfterMs);
    return new Promise((resolve) => {
      this.#child.on('exit', () => {
        // The pipes stay open for as long as a trainer that was left behind has them.
        setTimeout(() => {
          clearTimeout(timer);
          resolve({
            status: this.#child.exitCode,
            stdout: this.#stdout,
            stderr: this.#stderr,
            hung,
          });
        }, 20);
      });
    });
  }
}
