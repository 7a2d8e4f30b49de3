import type { Handlers } from '#api/commands';
import type { ComputeSetup } from './compute-setup';
import type { Workspace } from './workspace';

type ComputeHandlers = Pick<
  Handlers,
  | 'compute.describe'
  | 'compute.test'
  | 'compute.install'
  | 'compute.cancel'
  | 'compute.forget'
  | 'compute.remove'
>;

export function computeHandlers(workspace: Workspace, setup: ComputeSetup): ComputeHandlers {
  return {
    'compute.describe': () => setup.describe(),
    'compute.test': ({ variant }) => setup.test(variant),
    'compute.install': async ({ variant, from }) => {
      if (from !== undefined) await workspace.assertPathAllowed(from);
      return setup.install(variant, from);
    },
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
