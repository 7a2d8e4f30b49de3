/** Entry point of the self-test process: `self-test.ts` starts it and receives its result. */
import { messageOf } from '#spec/errors';
import { loadTensorFlow } from './load-tensorflow';
import { readInstallation } from './cache';
import { measureGigaflops, isMatMulCorrect } from './self-test-matmul';
import type { SelfTestResult, SelfTestRequest } from './self-test-port';

/** The part of the parent port of Electron's utilityProcess that is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

async function runSelfTestRequest(request: SelfTestRequest): Promise<SelfTestResult> {
  const installation = request.folder ? await readInstallation(request.folder) : undefined;
  if (installation === null)
    return { ok: false, reason: `${request.folder} holds no whole runtime.` };
  const runtime = await loadTensorFlow({
    device: request.device,
    allowFallback: false,
    installation,
  });
  if (!isMatMulCorrect()) {
    return { ok: false, reason: 'TensorFlow multiplied two small matrices and got it wrong.' };
  }
  return {
    ok: true,
    device: runtime.device,
    tensorflow: runtime.tensorflowVersion ?? '',
    gigaflops: measureGigaflops(),
  };
}

const runOrReport = (request: unknown): Promise<SelfTestResult> =>
  runSelfTestRequest(request as SelfTestRequest).catch((error: unknown) => ({
    ok: false,
    reason: messageOf(error),
  }));

/** Time for Electron to deliver the last message, in milliseconds: there is no event for it. */
const messageFlushMs = 200;

const { parentPort } = process as { parentPort?: ParentPort };
if (parentPort) {
  parentPort.on('message', ({ data }) => {
    void runOrReport(data).then((result) => {
      parentPort.postMessage(result);
      setTimeout(() => process.exit(0), messageFlushMs);
    });
  });
} else {
  process.once('message', (request) => {
    void runOrReport(request).then((result) => process.send?.(result, () => process.disconnect()));
  });
}
