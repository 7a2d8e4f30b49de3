/** The process that tries a runtime out: `self-test.ts` starts it and reads what it says. */
import { messageOf } from '#spec/errors';
import { loadTensorFlow } from './load-tensorflow';
import { readInstallation } from './cache';
import { measureSpeed, productIsRight } from './self-test-product';
import type { SelfTestResult, SelfTestRequest } from './self-test-port';

/** The line of Electron's utilityProcess, as far as it is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

async function examine(wish: SelfTestRequest): Promise<SelfTestResult> {
  const installation = wish.folder ? await readInstallation(wish.folder) : undefined;
  if (installation === null) return { ok: false, reason: `${wish.folder} holds no whole runtime.` };
  const runtime = await loadTensorFlow({ device: wish.device, allowFallback: false, installation });
  if (!productIsRight()) {
    return { ok: false, reason: 'TensorFlow multiplied two small matrices and got it wrong.' };
  }
  return {
    ok: true,
    device: runtime.device,
    tensorflow: runtime.tensorflowVersion ?? '',
    gigaflops: measureSpeed(),
  };
}

const answer = (wish: unknown): Promise<SelfTestResult> =>
  examine(wish as SelfTestRequest).catch((error: unknown) => ({
    ok: false,
    reason: messageOf(error),
  }));

/** Milliseconds for Electron to carry off the answer: it does not say when it has. */
const lastMessage = 200;

const { parentPort } = process as { parentPort?: ParentPort };
if (parentPort) {
  parentPort.on('message', ({ data }) => {
    void answer(data).then((result) => {
      parentPort.postMessage(result);
      setTimeout(() => process.exit(0), lastMessage);
    });
  });
} else {
  process.once('message', (wish) => {
    void answer(wish).then((result) => process.send?.(result, () => process.disconnect()));
  });
}
