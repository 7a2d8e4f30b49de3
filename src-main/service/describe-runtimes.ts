import type { RuntimeState } from '#api/compute';
import type { Installation } from '#tensorflow/runtime/cache';
import { downloadCommand } from '#tensorflow/runtime/local-wheels';
import {
  findInstalledVariant,
  listInstallations,
  findTrainingInstallation,
} from '#tensorflow/runtime/find-installation';
import { requiredDiskBytes } from '#tensorflow/runtime/install';
import { downloadedWheelBytes } from '#tensorflow/runtime/downloaded-wheels';
import type { Machine } from '#tensorflow/runtime/machine';
import { isRemovable } from '#tensorflow/runtime/remove';
import { downloadBytes, type Recipe } from '#tensorflow/runtime/wheels';

/** Describes the runtime of each recipe on disk: sizes and installation, without progress or failure. */
export async function describeRuntimes(
  recipes: readonly Recipe[],
  machine: Machine,
): Promise<RuntimeState[]> {
  const training = await findTrainingInstallation(await machine.hasNvidiaDriver());
  const isLast = (await listInstallations()).length === 1;
  return Promise.all(
    recipes.map(async (recipe) => {
      const installation = await findInstalledVariant(recipe.variant);
      return {
        variant: recipe.variant,
        tensorflow: recipe.tensorflow,
        downloadBytes: downloadBytes(recipe),
        keptBytes: await downloadedWheelBytes(recipe),
        diskBytes: recipe.unpackedBytes,
        neededBytes: await requiredDiskBytes(recipe),
        downloadCommand: downloadCommand(recipe),
        installed: installation && {
          folder: installation.folder,
          bytes: installedBytes(installation),
          builtAt: installation.record.builtAt,
          removable: !isLast && isRemovable(installation.folder),
          trains: installation.folder === training?.folder,
        },
        progress: null,
        failure: null,
      };
    }),
  );
}

function installedBytes({ record }: Installation): number {
  return record.files.reduce((sum, { bytes }) => sum + bytes, 0);
}
