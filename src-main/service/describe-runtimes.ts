import type { RuntimeState } from '#api/compute';
import type { Installation } from '#tensorflow/cache';
import { downloadCommand } from '#tensorflow/given-wheels';
import { installationOf, listInstallations, servingInstallation } from '#tensorflow/installed';
import { installBytes } from '#tensorflow/install';
import { keptBytes } from '#tensorflow/kept';
import type { Machine } from '#tensorflow/machine';
import { isRemovable } from '#tensorflow/remove';
import { downloadBytes, type Recipe } from '#tensorflow/wheels';

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
        keptBytes: await keptBytes(recipe),
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
