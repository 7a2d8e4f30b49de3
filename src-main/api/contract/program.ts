/** The program itself: what it runs on, dialogs of the platform, and its templates. */
import { z } from 'zod';
import {
  computeDetailsSchema,
  runtimeStateSchema,
  selfTestSchema,
  variantSchema,
} from '../compute';
import { appInfoSchema, templateSchema } from '../types';
import { windowCommandIds } from '../window-commands';
import { defineCommand, emptyInput, noResult, projectFields } from './define-command';

export const programCommands = {
  'app.info': defineCommand(emptyInput, appInfoSchema),

  /** Describes the hardware, and all TensorFlow runtimes for this machine with their sizes. */
  'compute.describe': defineCommand(emptyInput, computeDetailsSchema),
  /** Tests an installed runtime and measures its speed in a separate process. Takes a few seconds. */
  'compute.test': defineCommand(z.strictObject({ variant: variantSchema }), selfTestSchema),
  /**
   * Starts to install a runtime; `compute.changed` reports its progress. With `from`, a folder that
   * holds the wheels, nothing is downloaded.
   */
  'compute.install': defineCommand(
    z.strictObject({ variant: variantSchema, from: z.string().min(1).optional() }),
    runtimeStateSchema,
  ),
  /** Cancels the installation in progress. Complete wheels are kept. */
  'compute.cancel': defineCommand(emptyInput, noResult),
  /** Deletes the downloaded wheels of an unfinished installation. */
  'compute.forget': defineCommand(z.strictObject({ variant: variantSchema }), noResult),
  /** Deletes an installed runtime. `conflict` if a run uses it or if it is the last one. */
  'compute.remove': defineCommand(z.strictObject({ variant: variantSchema }), noResult),

  /**
   * Electron: shows the native dialog and grants the chosen path to commands; null if it is cancelled.
   * Browser: `unavailable`, because all paths are allowed and can be typed.
   */
  'paths.choose': defineCommand(
    z.strictObject({ kind: z.enum(['file', 'folder']) }),
    z.string().nullable(),
  ),
  /** The same for a file or a folder that is to be written; the dialog asks whether one that is there is replaced. */
  'paths.chooseNew': defineCommand(
    z.strictObject({ suggested: z.string().min(1) }),
    z.string().nullable(),
  ),
  /** Electron: shows a file in the file manager. Browser: `unavailable`. */
  'paths.show': defineCommand(
    z.strictObject({ ...projectFields, path: z.string().min(1) }),
    noResult,
  ),

  /** Electron: says what of the native menu this window can do now, and what of it is in effect. Browser: `unavailable`. */
  'menu.enable': defineCommand(
    z.strictObject({
      commands: z.array(z.enum(windowCommandIds)).max(1000),
      chosen: z.array(z.enum(windowCommandIds)).max(1000),
    }),
    noResult,
  ),

  'templates.list': defineCommand(emptyInput, z.array(templateSchema)),
} as const;
