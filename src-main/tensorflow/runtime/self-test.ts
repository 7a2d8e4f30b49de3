/** Tests a runtime in a separate process, so that a crash of native code does not end the program. */
import { forkSelfTest } from './self-test-fork';
import type {
  LaunchSelfTest,
  SelfTestResult,
  SelfTestRequest,
  SelfTestExit,
} from './self-test-port';

export type { LaunchSelfTest, SelfTestResult, SelfTestSuccess } from './self-test-port';

const TIME_LIMIT_MS = 120_000;

/**
 * Loads a runtime in a child process, checks a small matrix product and measures the speed of a large
 * one. A failure is part of the result, as a sentence for display. Rejects only on abort, with the
 * signal's reason. The process is killed after two minutes.
 */
export async function runSelfTest(
  request: SelfTestRequest,
  signal?: AbortSignal,
  launch: LaunchSelfTest = forkSelfTest,
): Promise<SelfTestResult> {
  signal?.throwIfAborted();
  const child = launch();
  const kill = (): void => child.kill();
  signal?.addEventListener('abort', kill);
  const timer = setTimeout(kill, TIME_LIMIT_MS);
  try {
    let result: SelfTestResult | undefined;
    child.onMessage((message) => (result = message));
    const exited = new Promise<SelfTestExit>((resolve) => child.onExit(resolve));
    child.send(request);
    const exit = await exited;
    signal?.throwIfAborted();
    return result ?? { ok: false, reason: describeCrash(exit) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

function describeCrash({ code, signal, stderr }: SelfTestExit): string {
  const end = signal ? `was ended by ${signal}` : `ended with status ${code}`;
  const last = stderr.at(-1)?.trim();
  const hint =
    signal === 'SIGILL'
      ? ' This processor lacks instructions that TensorFlow uses (AVX is the least).'
      : '';
  return `The process that loads TensorFlow ${end}${last ? `, saying "${last}"` : ''}.${hint}`;
}
