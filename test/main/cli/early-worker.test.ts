import { expect, it } from 'vitest';
import type { WorkerPort } from '#training/port';
import type { ToWorker } from '#training/protocol';
import { startEarlyWorker } from '../../../src-main/cli/early-worker';

interface FakePort extends WorkerPort {
  sent: ToWorker[];
  isKilled: boolean;
}

function fakeLauncher(): { ports: FakePort[]; launch: () => WorkerPort } {
  const ports: FakePort[] = [];
  const launch = (): WorkerPort => {
    const port: FakePort = {
      pid: ports.length,
      sent: [],
      isKilled: false,
      send: (message) => port.sent.push(message),
      onMessage: () => undefined,
      onExit: () => undefined,
      kill: () => (port.isKilled = true),
    };
    ports.push(port);
    return port;
  };
  return { ports, launch };
}

it('loads TensorFlow in a worker at once, hands it to the first run, and starts others for the next', () => {
  const { ports, launch } = fakeLauncher();
  const worker = startEarlyWorker(launch);
  expect(ports.map(({ sent }) => sent)).toEqual([[{ kind: 'preload' }]]);
  expect([worker.launch().pid, worker.launch().pid]).toEqual([0, 1]);
  expect(ports[1]?.sent).toEqual([]);
  worker.close();
  expect(ports.map(({ isKilled }) => isKilled)).toEqual([false, false]);
});

it('ends a worker that no run has needed', () => {
  const { ports, launch } = fakeLauncher();
  startEarlyWorker(launch).close();
  expect(ports.map(({ isKilled }) => isKilled)).toEqual([true]);
});
