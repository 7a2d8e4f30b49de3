import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WorkerExit, WorkerPort } from '#training/port';
import { SpareWorker } from '#training/spare-worker';

class FakePort implements WorkerPort {
  readonly pid: number;
  isKilled = false;
  #exitListeners: ((exit: WorkerExit) => void)[] = [];

  constructor(pid: number) {
    this.pid = pid;
  }
  send(): void {}
  onMessage(): void {}
  onExit(listener: (exit: WorkerExit) => void): void {
    this.#exitListeners.push(listener);
  }
  kill(): void {
    this.isKilled = true;
  }
  exit(): void {
    for (const listener of this.#exitListeners) listener({ code: 0, signal: null, stderr: [] });
  }
}

let ports: FakePort[];
let workers: SpareWorker;
beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
  workers = new SpareWorker(() => {
    const port = new FakePort(ports.length);
    ports.push(port);
    return port;
  });
});
afterEach(() => {
  workers.close();
  vi.useRealTimers();
});

it('hands over the worker that is ready, and makes another one later', () => {
  workers.prepare();
  workers.prepare();
  expect(ports).toHaveLength(1);
  expect(workers.launch().pid).toBe(0);
  expect(ports).toHaveLength(1);
  vi.runAllTimers();
  expect(ports).toHaveLength(2);
  expect(workers.launch().pid).toBe(1);
});

it('starts a worker where none is ready', () => {
  expect(workers.launch().pid).toBe(0);
  vi.runAllTimers();
  expect(ports).toHaveLength(1);
});

it('does not hand over a worker that has ended, and makes another one later', () => {
  workers.prepare();
  ports[0]?.exit();
  expect(workers.launch().pid).toBe(1);
  expect(ports).toHaveLength(2);
  vi.runAllTimers();
  expect(workers.launch().pid).toBe(2);
});

it('ends the spare, and makes none afterwards', () => {
  workers.prepare();
  workers.launch();
  workers.prepare();
  workers.close();
  vi.runAllTimers();
  expect(ports.map(({ isKilled }) => isKilled)).toEqual([false, true]);
});
