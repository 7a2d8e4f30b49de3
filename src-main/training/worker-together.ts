import { StepGroup, type GroupMember } from '#engine/step/step-group';
import type { ToWorker } from './protocol';
import { WorkerControl } from './worker-control';
import type { ManagerLink } from './worker-link';
import { prepareRun, type RunSurroundings, type StartMessage } from './worker-train';

export type DoWork = (
  message: ToWorker,
  control: WorkerControl,
  link: ManagerLink,
  surroundings: RunSurroundings,
) => void;

/** Several runs in this worker, each with a link and a control of its own. */
export class RunsTogether {
  readonly #link: ManagerLink;
  readonly #runs: { member: GroupMember; control: WorkerControl; receive: Receiver }[];
  #prepared: ReturnType<RunSurroundings['prepare']> | null = null;
  readonly #work: DoWork;
  #left: number;

  /** `work` does what a message asks for, with the link and the control of its run. */
  constructor(count: number, link: ManagerLink, work: DoWork) {
    this.#link = link;
    this.#work = work;
    this.#left = count;
    const group = new StepGroup();
    this.#runs = Array.from({ length: count }, () => ({
      member: group.join(),
      control: new WorkerControl(),
      receive: new Receiver(),
    }));
  }

  stop(): void {
    for (const { control } of this.#runs) control.stop();
  }

  /** Hands a message to a run. */
  handle({ run, message }: Extract<ToWorker, { kind: 'toRun' }>): void {
    const one = this.#runs[run];
    if (!one) return;
    if (message.kind === 'absent') {
      one.member.leave();
      this.#end(run, 0);
      return;
    }
    one.receive.message(message);
    const { member, control } = one;
    const link: ManagerLink = {
      send: (content) => this.#link.send({ kind: 'fromRun', run, message: content }),
      onMessage: (listener) => one.receive.add(listener),
      onDisconnect: (listener) => this.#link.onDisconnect(listener),
      exit: (code) => this.#end(run, code),
    };
    const prepare = (start: StartMessage) =>
      (this.#prepared ??= prepareRun(start, this.#runs.length));
    this.#work(message, control, link, { prepare, member });
  }

  /** The process ends with the last of its runs. */
  #end(run: number, code: number): void {
    this.#runs[run]?.member.leave();
    this.#link.send({ kind: 'runEnded', run, code });
    this.#left -= 1;
    if (this.#left === 0) this.#link.exit(0);
  }
}

/** Whoever listens to the messages to one run. */
class Receiver {
  readonly #listeners: ((message: ToWorker) => void)[] = [];

  add(listener: (message: ToWorker) => void): void {
    this.#listeners.push(listener);
  }

  message(message: ToWorker): void {
    for (const listener of this.#listeners) listener(message);
  }
}
