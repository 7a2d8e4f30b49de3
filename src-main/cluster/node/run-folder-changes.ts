/** Finds what has changed in the folder of a run while another process writes into it. */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartChange } from '../parts';
import { hasEnded } from './has-ended';

/** What has been sent of a file to which rows are appended. */
interface Sent {
  bytes: number;
  /** The last bytes of it. Where they are others now, the file was cut and has grown again. */
  tail: Uint8Array;
}

const tailBytes = 4096;
/** Bytes of a file of a checkpoint in one change: it may be larger than what fits into memory. */
const pieceBytes = 4 * 2 ** 20;

export interface RunFolderOptions {
  /** The folder `runs`. */
  runs: string;
  runId: string;
  /** The least time between two checkpoints that are sent before the run ends. They are large, and the next replaces it. */
  checkpointEveryMs: number;
}

interface LookOptions {
  isLast: boolean;
  isCheckpointDue?: boolean;
}

/**
 * The changes of one run's folder since the call before. What the bundle has brought counts as sent.
 *
 *     const folder = new RunFolderChanges({ runs, runId, checkpointEveryMs: 60_000 });
 *     await folder.skip();
 *     for await (const change of folder.next({ isLast: false })) send(change);
 *
 * After a lost node the run goes on from what has come back, which may end after any of the changes. So they come in the
 * order in which the process that trains has written their files: names of metrics before rows, rows before the checkpoint
 * that covers them, and that before a state of the run that says that it has ended. What is sent later is read first.
 */
export class RunFolderChanges {
  readonly #options: RunFolderOptions;
  readonly #appended = new Map<string, Sent>();
  readonly #texts = new Map<string, string>();
  readonly #checkpoints = new Set<number>();
  #checkpointSentAt = -Infinity;

  constructor(options: RunFolderOptions) {
    this.#options = options;
  }

  /** Counts all that is there as sent. */
  async skip(): Promise<void> {
    for await (const change of this.next({ isLast: true })) void change;
    this.#checkpointSentAt = -Infinity;
  }

  /**
   * `isLast`: the run has ended, and all that is there is sent. `isCheckpointDue`: the newest checkpoint is sent, however
   * short ago the one before was.
   */
  async *next({ isLast, isCheckpointDue = false }: LookOptions): AsyncGenerator<PartChange> {
    const state = await this.#read('run.json');
    const steps = await this.#listCheckpoints();
    const files = await namesIn(this.#path('metrics'));
    // Names them all, and is there before them: rows whose metric has no name yet would be those of another one.
    yield* this.#replaced('metrics.json', await this.#read('metrics.json'));
    for (const name of files)
      if (/^\d+\.f64$/.test(name)) yield* this.#appendedTo(`metrics/${name}`);
    yield* this.#appendedTo('log.jsonl');
    for (const step of this.#checkpoints)
      if (!steps.includes(step)) {
        this.#checkpoints.delete(step);
        yield { kind: 'remove', path: this.#named(`checkpoints/${step}`) };
      }
    const unsent = steps.filter((step) => !this.#checkpoints.has(step));
    const isDue =
      isCheckpointDue || Date.now() - this.#checkpointSentAt >= this.#options.checkpointEveryMs;
    const isWhole = isLast || (state !== null && hasEnded(state));
    for (const step of isWhole ? unsent : isDue ? unsent.slice(-1) : [])
      yield* this.#checkpoint(step);
    yield* this.#replaced('run.json', state);
  }

  async *#appendedTo(name: string): AsyncGenerator<PartChange> {
    const sent = this.#appended.get(name) ?? { bytes: 0, tail: new Uint8Array() };
    const from = sent.bytes - sent.tail.length;
    const file = await open(this.#path(name)).catch(() => null);
    if (!file) return;
    try {
      const { size } = await file.stat();
      const now = await readFrom(file, from, size);
      const isSame = Buffer.compare(now.subarray(0, sent.tail.length), sent.tail) === 0;
      if (isSame && now.length === sent.tail.length) return;
      const bytes = isSame ? now.subarray(sent.tail.length) : await readFrom(file, 0, size);
      const offset = isSame ? sent.bytes : 0;
      // Of what was read and not read again: the file may be cut meanwhile.
      const tail = (isSame ? now : bytes).slice(-tailBytes);
      this.#appended.set(name, { bytes: offset + bytes.length, tail });
      const path = this.#named(name);
      yield isSame ? { kind: 'append', path, offset, bytes } : { kind: 'replace', path, bytes };
    } finally {
      await file.close();
    }
  }

  /** Null where there is no such file. */
  async #read(name: string): Promise<string | null> {
    return readFile(this.#path(name), 'utf8').catch(() => null);
  }

  *#replaced(name: string, text: string | null): Generator<PartChange> {
    if (text === null || this.#texts.get(name) === text) return;
    this.#texts.set(name, text);
    yield { kind: 'replace', path: this.#named(name), bytes: Buffer.from(text) };
  }

  async *#checkpoint(step: number): AsyncGenerator<PartChange> {
    const folder = `checkpoints/${step}`;
    const names = await namesIn(this.#path(folder));
    if (!names.includes('state.json')) return;
    for (const name of names) {
      const file = await open(this.#path(`${folder}/${name}`)).catch(() => null);
      // Removed meanwhile: a later one takes its place.
      if (!file) return;
      try {
        yield* wholeFile(file, this.#named(`${folder}/${name}`));
      } finally {
        await file.close();
      }
    }
    this.#checkpoints.add(step);
    this.#checkpointSentAt = Date.now();
    yield { kind: 'complete', path: this.#named(folder) };
  }

  /** Those that are whole, in order. */
  async #listCheckpoints(): Promise<number[]> {
    const steps: number[] = [];
    for (const name of await namesIn(this.#path('checkpoints'))) {
      if (!/^\d+$/.test(name)) continue;
      const state = await stat(this.#path(`checkpoints/${name}/state.json`)).catch(() => null);
      if (state) steps.push(Number(name));
    }
    return steps.sort((a, b) => a - b);
  }

  #path(name: string): string {
    return join(this.#options.runs, this.#options.runId, name);
  }

  #named(name: string): string {
    return `${this.#options.runId}/${name}`;
  }
}

/** A file as its first piece and others that follow it. */
async function* wholeFile(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
): AsyncGenerator<PartChange> {
  for (let offset = 0; ; offset += pieceBytes) {
    const bytes = await readFrom(file, offset, offset + pieceBytes);
    if (offset === 0) yield { kind: 'replace', path, bytes };
    else if (bytes.length > 0) yield { kind: 'append', path, offset, bytes };
    if (bytes.length < pieceBytes) return;
  }
}

async function readFrom(
  file: Awaited<ReturnType<typeof open>>,
  from: number,
  to: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
