/** The process that tries a runtime out: `self-test.ts` starts it and reads what it says. */
import { messageOf } from '#spec/errors';
import { loadTensorFlow } from './backend';
import { readInstallation } from './cache';
import { measureSpeed, productIsRight } from './self-test-product';
import type { SelfTestResult, SelfTestWish } from './self-test';

async function examine(wish: SelfTestWish): Promise<SelfTestResult> {
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

process.once('message', (wish: SelfTestWish) => {
  examine(wish)
    .catch((error: unknown): SelfTestResult => ({ ok: false, reason: messageOf(error) }))
    .then((result) => process.send?.(result, () => process.disconnect()));
});
