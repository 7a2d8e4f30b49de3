import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChainSize } from './chain-size';
import type { Answer, Request } from './requests';

/** The other end of `peer.ts`. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  readonly size: ChainSize;
  /** The version of TensorFlow. */
  tensorflow = '';

  private constructor(size: ChainSize, threads: { intraOp: number; interOp: number }) {
    this.size = size;
    const path = fileURLToPath(new URL('peer.ts', import.meta.url));
    this.#child = spawn(
      process.execPath,
      ['--import', 'tsx', path, size.name, String(threads.intraOp), String(threads.interOp)],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } },
    );
    if (!this.#child.stdout) throw new Error('a process without an output');
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  static async start(
    size: ChainSize,
    threads: { intraOp: number; interOp: number },
  ): Promise<PeerProcess> {
    const peer = new PeerProcess(size, threads);
    peer.tensorflow = ((await peer.read()) as { tensorflow: string }).tensorflow;
    return peer;
  }

  async ask<T extends Answer>(request: Request): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return (await this.read()) as T;
  }

  async read(): Promise<Answer> {
    const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
    if (done || value === undefined) throw new Error('a process of the benchmark has ended');
    return JSON.parse(value) as Answer;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
