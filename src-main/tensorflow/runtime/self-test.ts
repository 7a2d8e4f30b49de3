/** Tries a runtime out in a process of its own, so that a crash of native code ends only that one. */
import { forkTest } from './self-test-fork';
import type { LaunchTest, SelfTestResult, SelfTestRequest, TestExit } from './self-test-port';

export type { LaunchTest, SelfTestResult, SelfTestSuccess } from './self-test-port';

const TIME_LIMIT = 120_000;

/**
 * Loads a runtime in a child process, checks one small product and measures the speed of a bigger
 * one. Never throws because of the runtime: what goes wrong is in the result, as a sentence. Rejects
 * with the signal's reason on abort.
 */
export async function runSelfTest(
  wish: SelfTestRequest,
  signal?: AbortSignal,
  launch: LaunchTest = forkTest,
): Promise<SelfTestResult> {
  signal?.throwIfAborted();
  const child = launch();
  const kill = (): void => child.kill();
  signal?.addEventListener('abort', kill);
  const timer = setTimeout(kill, TIME_LIMIT);
  try {
    let result: SelfTestResult | undefined;
    child.onMessage((message) => (result = message));
    const exited = new Promise<TestExit>((resolve) => child.onExit(resolve));
    child.send(wish);
    const exit = await exited;
    signal?.throwIfAborted();
    return result ?? { ok: false, reason: crashed(exit) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

function crashed({ code, signal, stderr }: TestExit): string {
  const end = signal ? `was ended by ${signal}` : `ended with status ${code}`;
  const last = stderr.at(-1)?.trim();
  const hint =
    signal === 'SIGILL'
      ? ' This processor lacks instructions that TensorFlow uses (AVX is the least).'
      : '';
  return `The process that loads TensorFlow ${end}${last ? `, saying "${last}"` : ''}.${hint}`;
}
