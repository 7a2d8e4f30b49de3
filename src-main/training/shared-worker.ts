import type { LaunchWorker, WorkerExit, WorkerPort } from './port';
import type { FromWorker, ToWorker } from './protocol';

/** A run that does not end so many milliseconds after it was to be ended at once hangs, and the worker with it. */
const abandonMs = 5000;

/** One run's end of the channel to a worker that trains several. */
interface RunChannel {
  listeners: ((message: FromWorker) => void)[];
  exitListeners: ((exit: WorkerExit) => void)[];
  isLaunched: boolean;
  isKilled: boolean;
  exit: WorkerExit | null;
}

/**
 * One worker process in which several runs train together. To each of them it looks like a worker of its own: `launch`
 * gives a port for it. The process starts with the first of them.
 *
 *     const worker = new SharedWorker(launch, 8);
 *     // for each run: `worker.launch(index)` in the place of `launch()`, and in the end
 *     worker.leave(index);
 */
export class SharedWorker {
  readonly #launch: LaunchWorker;
  readonly #channels: readonly RunChannel[];
  /** Runs that have left before the process was started. */
  readonly #absent = new Set<number>();
  #port: WorkerPort | null = null;

  constructor(launch: LaunchWorker, count: number) {
    this.#launch = launch;
    this.#channels = Array.from({ length: count }, () => ({
      listeners: [],
      exitListeners: [],
      isLaunched: false,
      isKilled: false,
      exit: null,
    }));
  }

  /** The port of one run, from 0. */
  launch(run: number): WorkerPort {
    const channel = this.#channel(run);
    channel.isLaunched = true;
    const port = this.#ensurePort();
    return {
      get pid() {
        return port.pid;
      },
      send: (message) => port.send({ kind: 'toRun', run, message }),
      onMessage: (listener) => void channel.listeners.push(listener),
      onExit: (listener) => {
        if (channel.exit) listener(channel.exit);
        else channel.exitListeners.push(listener);
      },
      kill: () => this.#kill(run),
    };
  }

  /** To be called when a run has ended: the others do not wait for one that was never launched. */
  leave(run: number): void {
    if (this.#channel(run).isLaunched) return;
    this.#channel(run).isLaunched = true;
    if (this.#port) this.#port.send(absence(run));
    else this.#absent.add(run);
  }

  #channel(run: number): RunChannel {
    const channel = this.#channels[run];
    if (!channel) throw new Error(`a shared worker has no run ${run}`);
    return channel;
  }

  #ensurePort(): WorkerPort {
    if (this.#port) return this.#port;
    const port = this.#launch();
    this.#port = port;
    port.onMessage((message) => this.#receive(message));
    port.onExit((exit) => {
      for (const channel of this.#channels) endChannel(channel, exit);
    });
    port.send({ kind: 'together', count: this.#channels.length });
    for (const run of this.#absent) port.send(absence(run));
    return port;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'fromRun')
      for (const listener of this.#channel(message.run).listeners) listener(message.message);
    if (message.kind === 'runEnded')
      endChannel(this.#channel(message.run), { code: message.code, signal: null, stderr: [] });
  }

  /** Ends one run at once, and the process where it is the last one or does not react. */
  #kill(run: number): void {
    const channel = this.#channel(run);
    if (channel.exit) return;
    channel.isKilled = true;
    if (this.#channels.every(({ exit, isKilled }) => isKilled || exit)) this.#port?.kill();
    else {
      this.#port?.send({ kind: 'toRun', run, message: { kind: 'abandon' } });
      setTimeout(() => {
        if (!channel.exit) this.#port?.kill();
      }, abandonMs).unref();
    }
  }
}

function absence(run: number): ToWorker {
  return { kind: 'toRun', run, message: { kind: 'absent' } };
}

function endChannel(channel: RunChannel, exit: WorkerExit): void {
  if (channel.exit) return;
  channel.exit = exit;
  for (const listener of channel.exitListeners) listener(exit);
}
