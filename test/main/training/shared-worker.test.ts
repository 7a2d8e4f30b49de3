import { describe, expect, it } from 'vitest';
import type { WorkerExit, WorkerPort } from '#training/port';
import type { FromWorker, ToWorker } from '#training/protocol';
import { SharedWorker } from '#training/shared-worker';

/** A process that only notes what happens to it. */
function fakeProcess() {
  const sent: ToWorker[] = [];
  let launches = 0;
  let kills = 0;
  let receive: (message: FromWorker) => void = () => undefined;
  let end: (exit: WorkerExit) => void = () => undefined;
  const launch = (): WorkerPort => {
    launches += 1;
    return {
      pid: 42,
      send: (message) => sent.push(message),
      onMessage: (listener) => (receive = listener),
      onExit: (listener) => (end = listener),
      kill: () => (kills += 1),
    };
  };
  return {
    launch,
    sent,
    counts: () => ({ launches, kills }),
    receive: (message: FromWorker) => receive(message),
    end: (exit: WorkerExit) => end(exit),
  };
}

const sync: FromWorker = { kind: 'sync' };

function listen(port: WorkerPort): { messages: FromWorker[]; exits: WorkerExit[] } {
  const heard = { messages: [] as FromWorker[], exits: [] as WorkerExit[] };
  port.onMessage((message) => heard.messages.push(message));
  port.onExit((exit) => heard.exits.push(exit));
  return heard;
}

describe('a worker of several runs', () => {
  it('is one process, which is told how many there are, and takes messages to and from each', () => {
    const process = fakeProcess();
    const worker = new SharedWorker(process.launch, 2);
    expect(process.counts().launches).toBe(0);
    const ports = [worker.launch(0), worker.launch(1)];
    const [first, second] = ports.map(listen);
    expect(process.counts().launches).toBe(1);
    expect(ports.map(({ pid }) => pid)).toEqual([42, 42]);
    ports[1]?.send({ kind: 'pause' });
    expect(process.sent).toEqual([
      { kind: 'together', count: 2 },
      { kind: 'toRun', run: 1, message: { kind: 'pause' } },
    ]);
    process.receive({ kind: 'fromRun', run: 0, message: sync });
    process.receive({ kind: 'runEnded', run: 0, code: 1 });
    expect(first).toEqual({ messages: [sync], exits: [{ code: 1, signal: null, stderr: [] }] });
    expect(second).toEqual({ messages: [], exits: [] });
    const crash = { code: null, signal: 'SIGSEGV', stderr: ['bad'] };
    process.end(crash);
    expect(second?.exits).toEqual([crash]);
    expect(first?.exits).toHaveLength(1);
    expect(listen(ports[1] as WorkerPort).exits).toEqual([crash]);
  });

  it('does not wait for a run that leaves without having been launched, before or after the start', () => {
    const process = fakeProcess();
    const worker = new SharedWorker(process.launch, 3);
    worker.leave(2);
    expect(process.counts().launches).toBe(0);
    worker.launch(0);
    worker.leave(1);
    worker.leave(0);
    const absent = (run: number) => ({ kind: 'toRun', run, message: { kind: 'absent' } });
    expect(process.sent).toEqual([{ kind: 'together', count: 3 }, absent(2), absent(1)]);
  });

  it('abandons one run that is killed, and ends the process with the last', () => {
    const process = fakeProcess();
    const worker = new SharedWorker(process.launch, 2);
    const [first, second] = [worker.launch(0), worker.launch(1)];
    first.kill();
    expect(process.sent.at(-1)).toEqual({ kind: 'toRun', run: 0, message: { kind: 'abandon' } });
    expect(process.counts().kills).toBe(0);
    second.kill();
    expect(process.counts().kills).toBe(1);
    process.end({ code: null, signal: 'SIGKILL', stderr: [] });
    first.kill();
    expect(process.counts().kills).toBe(1);
  });
});
