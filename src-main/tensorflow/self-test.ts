/** Tries a runtime out in a process of its own, so that a crash of native code ends only that one. */
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Device } from './backend';

export interface SelfTestWish {
  /** The runtime to try; left out, the installed one. */
  folder?: string;
  device: Device;
}

export interface SelfTestSuccess {
  ok: true;
  /** As in `TensorRuntime`. */
  device: string;
  tensorflow: string;
  gigaflops: number;
}

export type SelfTestResult = SelfTestSuccess | { ok: false; reason: string };

const TIME_LIMIT = 120_000;

/**
 * Loads a runtime in a child process, checks one small product and measures the speed of a bigger
 * one. Never throws because of the runtime: what goes wrong is in the result, as a sentence.
 */
export function runSelfTest(wish: SelfTestWish, signal?: AbortSignal): Promise<SelfTestResult> {
  return new Promise((resolve, reject) => {
    const { file, execArgv } = childProgram();
    const child = fork(file, [], {
      execArgv,
      signal,
      timeout: TIME_LIMIT,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Electron's own binary then behaves as Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let lastWords = '';
    let result: SelfTestResult | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });
    child.on('message', (message) => (result = message as SelfTestResult));
    child.on('error', (error) => reject(signal?.aborted ? signal.reason : error));
    child.on('close', (code, ended) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve(result ?? { ok: false, reason: crashed(code, ended, lastWords) });
    });
    // Where the child is gone already, its end says more than this failure.
    child.send(wish, () => undefined);
  });
}

/** This room's child program, from the sources through tsx, or built beside this file. */
function childProgram(): { file: string; execArgv: string[] } {
  const here = import.meta.url;
  const extension = extname(fileURLToPath(here));
  const file = fileURLToPath(new URL(`./self-test-child${extension}`, here));
  if (extension !== '.ts') return { file, execArgv: [] };
  const tsx = pathToFileURL(createRequire(here).resolve('tsx')).href;
  return { file, execArgv: ['--import', tsx] };
}

function crashed(code: number | null, signal: string | null, lastWords: string): string {
  const end = signal ? `was ended by ${signal}` : `ended with status ${code}`;
  const last = lastWords.trim().split('\n').at(-1)?.trim();
  const hint =
    signal === 'SIGILL'
      ? ' This processor lacks instructions that TensorFlow uses (AVX is the least).'
      : '';
  return `The process that loads TensorFlow ${end}${last ? `, saying "${last}"` : ''}.${hint}`;
}
