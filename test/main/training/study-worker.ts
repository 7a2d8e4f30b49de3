import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from '#spec/experiment';
import type { LaunchWorker, WorkerPort } from '#training/port';
import type { FromWorker, ToWorker } from '#training/protocol';

export interface StudyWorkerOptions {
  /** The validation error of a run at a step; NaN: it diverges there. */
  error?: (spec: Experiment, step: number) => number;
  /** Why a run cannot be trained. */
  failure?: (spec: Experiment) => string | null;
  /** The step at which early stopping ends a run; null: none. */
  endsAt?: (spec: Experiment) => number | null;
  /** Milliseconds of ten steps. */
  delayMs?: number;
}

const environment = {
  workbench: '0',
  node: '20',
  backend: 'cpu' as const,
  tensorflow: null,
  device: 'a test',
  fallbackReason: null,
  platform: 'test',
};

/** Training without training, in this process: an evaluation and a checkpoint every ten steps. */
export function launchStudyWorker(options: StudyWorkerOptions = {}): LaunchWorker {
  const { error = () => 0.5, failure = () => null, endsAt = () => null, delayMs = 1 } = options;
  return () => togetherOrAlone(launchOne);

  function launchOne(): WorkerPort {
    let send: (message: FromWorker) => void = () => undefined;
    let exit: (signal: string | null) => void = () => undefined;
    let confirmSync = (): void => undefined;
    let isStopped = false;
    let isKilled = false;

    async function save(directory: string, step: number): Promise<void> {
      await new Promise<void>((resolve) => {
        confirmSync = resolve;
        send({ kind: 'sync' });
      });
      await mkdir(join(directory, String(step)), { recursive: true });
      await writeFile(join(directory, String(step), 'state.json'), JSON.stringify({ step }));
      send({ kind: 'event', event: { kind: 'checkpoint', step, seconds: step / 10 } });
    }

    async function train({ spec, checkpoints, resumeFrom }: Extract<ToWorker, { kind: 'start' }>) {
      const message = failure(spec);
      if (message !== null) return send({ kind: 'failed', errorKind: 'unavailable', message });
      let [step = 0] = resumeFrom;
      const started = {
        kind: 'started',
        step,
        seconds: step / 10,
        parameters: 7,
        environment,
      } as const;
      send({ kind: 'event', event: started });
      const steps = Math.min(spec.training.steps, endsAt(spec) ?? Infinity);
      while (step < steps && !isStopped) {
        await sleep(delayMs);
        step += Math.min(10, steps - step);
        const seconds = step / 10;
        const value = error(spec, step);
        if (Number.isNaN(value))
          return send({
            kind: 'failed',
            errorKind: 'validation',
            message: `The loss is NaN at step ${step}.`,
            failedStep: step,
          });
        const points = [
          { metric: 'validation/error', step, seconds, value },
          { metric: 'test/error', step, seconds, value: value + 0.1 },
        ];
        send({ kind: 'event', event: { kind: 'metrics', step, seconds, points } });
        await save(checkpoints, step);
      }
      const status = step < steps ? ('stopped' as const) : ('finished' as const);
      send({ kind: 'event', event: { kind: 'end', status, step, seconds: step / 10 } });
    }

    return {
      pid: process.pid,
      send: (message) => {
        if (message.kind === 'start')
          void train(message).finally(() => exit(isKilled ? 'SIGKILL' : null));
        if (message.kind === 'synced') confirmSync();
        if (message.kind === 'stop') isStopped = true;
      },
      onMessage: (listener) => {
        send = (message) => {
          if (!isKilled) setImmediate(() => listener(message));
        };
      },
      onExit: (listener) => {
        exit = (signal) =>
          setImmediate(() => setImmediate(() => listener({ code: 0, signal, stderr: [] })));
      },
      kill: () => {
        isKilled = true;
        exit('SIGKILL');
      },
    };
  }
}

/** A worker that also trains several runs, each as one that `launchOne` starts. */
function togetherOrAlone(launchOne: () => WorkerPort): WorkerPort {
  const alone = launchOne();
  let runs: WorkerPort[] = [];
  let receive: (message: FromWorker) => void = () => undefined;
  let end: Parameters<WorkerPort['onExit']>[0] = () => undefined;
  const begin = (count: number): void => {
    let left = count;
    runs = Array.from({ length: count }, launchOne);
    runs.forEach((port, run) => {
      port.onMessage((message) => receive({ kind: 'fromRun', run, message }));
      port.onExit(({ code }) => {
        receive({ kind: 'runEnded', run, code: code ?? 1 });
        left -= 1;
        if (left === 0) end({ code: 0, signal: null, stderr: [] });
      });
    });
  };
  return {
    pid: process.pid,
    send: (message) => {
      if (message.kind === 'together') begin(message.count);
      else if (message.kind !== 'toRun') alone.send(message);
      else if (message.message.kind !== 'absent') runs[message.run]?.send(message.message);
    },
    onMessage: (listener) => {
      receive = listener;
      alone.onMessage(listener);
    },
    onExit: (listener) => {
      end = listener;
      alone.onExit(listener);
    },
    kill: () => {
      for (const port of [alone, ...runs]) port.kill();
    },
  };
}
