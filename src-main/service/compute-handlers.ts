import type { Handlers } from '#api/commands';
import type { ComputeSetup } from './compute-setup';

type ComputeHandlers = Pick<
  Handlers,
  | 'compute.describe'
  | 'compute.test'
  | 'compute.install'
  | 'compute.cancel'
  | 'compute.forget'
  | 'compute.remove'
>;

export function computeHandlers(setup: ComputeSetup): ComputeHandlers {
  return {
    'compute.describe': () => setup.describe(),
    'compute.test': ({ variant }) => setup.test(variant),
    'compute.install': ({ variant, from }) => setup.install(variant, from),
    'compute.cancel': async () => {
      await setup.cancel();
      return null;
    },
    'compute.forget': async ({ variant }) => {
      await setup.discardDownloads(variant);
      return null;
    },
    'compute.remove': async ({ variant }) => {
      await setup.remove(variant);
      return null;
    },
  };
}
