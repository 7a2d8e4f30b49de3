import type { RuntimeState } from '#api/compute';
import type { Installation } from '#tensorflow/runtime/cache';
import { downloadCommand } from '#tensorflow/runtime/local-wheels';
import {
  installationOf,
  listInstallations,
  servingInstallation,
} from '#tensorflow/runtime/installed';
import { installBytes } from '#tensorflow/runtime/install';
import { downloadedBytes } from '#tensorflow/runtime/downloaded-wheels';
import type { Machine } from '#tensorflow/runtime/machine';
import { isRemovable } from '#tensorflow/runtime/remove';
import { downloadBytes, type Recipe } from '#tensorflow/runtime/wheels';

/** How the runtime of each recipe stands on disk; nothing is being installed. */
export async function describeRuntimes(
  recipes: readonly Recipe[],
  machine: Machine,
): Promise<RuntimeState[]> {
  const trains = await servingInstallation(await machine.hasNvidiaDriver());
  const isLast = (await listInstallations()).length === 1;
  return Promise.all(
    recipes.map(async (recipe) => {
      const installation = await installationOf(recipe.variant);
      return {
        variant: recipe.variant,
        tensorflow: recipe.tensorflow,
        downloadBytes: downloadBytes(recipe),
        keptBytes: await downloadedBytes(recipe),
        diskBytes: recipe.unpackedBytes,
        neededBytes: await installBytes(recipe),
        downloadCommand: downloadCommand(recipe),
        installed: installation && {
          folder: installation.folder,
          bytes: bytesOf(installation),
          builtAt: installation.record.builtAt,
          removable: !isLast && isRemovable(installation.folder),
          trains: installation.folder === trains?.folder,
        },
        progress: null,
        failure: null,
      };
    }),
  );
}

function bytesOf({ record }: Installation): number {
  return record.files.reduce((sum, { bytes }) => sum + bytes, 0);
}
