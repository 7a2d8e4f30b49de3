/** Projects as a whole. */
import { z } from 'zod';
import { projectBeginningSchema, projectPictureSchema, startOfferSchema } from '../start';
import { listedProjectSchema, projectSchema } from '../types';
import { defineCommand, emptyInput, noResult, projectFields } from './define-command';

export const projectCommands = {
  'projects.recent': defineCommand(emptyInput, z.array(listedProjectSchema)),
  /** Takes a project out of the list of recent ones. Its folder stays as it is. */
  'projects.forget': defineCommand(z.strictObject({ directory: z.string().min(1) }), noResult),
  /** A picture of a project that may be opened; null where there is nothing to draw. */
  'projects.picture': defineCommand(
    z.strictObject({ directory: z.string().min(1) }),
    projectPictureSchema.nullable(),
  ),
  /** What can be made of a file or folder. Throws where nothing can, with a sentence. Writes nothing. */
  'projects.offer': defineCommand(z.strictObject({ path: z.string().min(1) }), startOfferSchema),
  /** Null if another window already shows the project; that window is brought to the front. */
  'projects.create': defineCommand(
    z.strictObject({
      directory: z.string().min(1),
      name: z.string().min(1).max(200),
      /** Left out: an empty project. */
      beginning: projectBeginningSchema.optional(),
    }),
    projectSchema.nullable(),
  ),
  /** Null as for `create`. Electron opens only recent projects and granted folders (dialog or drop). */
  'projects.open': defineCommand(
    z.strictObject({ directory: z.string().min(1) }),
    projectSchema.nullable(),
  ),
  /** Opens the sample project in the folder of projects, which is made where it is missing. Null as for `create`. */
  'projects.openSample': defineCommand(emptyInput, projectSchema.nullable()),
  /** The project that this window shows; null: the start screen. */
  'projects.current': defineCommand(emptyInput, projectSchema.nullable()),
  /** The files of a project that cannot be read, so that no list of the window shows them. */
  'projects.unreadable': defineCommand(
    z.strictObject(projectFields),
    z.array(z.strictObject({ path: z.string(), message: z.string() })),
  ),
} as const;
