/** Projects as a whole. */
import { z } from 'zod';
import { listedProjectSchema, projectSchema } from '../types';
import { defineCommand, emptyInput, noResult, projectFields } from './define-command';

export const projectCommands = {
  'projects.recent': defineCommand(emptyInput, z.array(listedProjectSchema)),
  /** Takes a project out of the list of recent ones. Its folder stays as it is. */
  'projects.forget': defineCommand(z.strictObject({ directory: z.string().min(1) }), noResult),
  /** Null if another window already shows the project; that window is brought to the front. */
  'projects.create': defineCommand(
    z.strictObject({ directory: z.string().min(1), name: z.string().min(1).max(200) }),
    projectSchema.nullable(),
  ),
  /** Null as for `create`. Electron opens only recent projects and granted folders (dialog or drop). */
  'projects.open': defineCommand(
    z.strictObject({ directory: z.string().min(1) }),
    projectSchema.nullable(),
  ),
  /** The project that this window shows; null: the start screen. */
  'projects.current': defineCommand(emptyInput, projectSchema.nullable()),
  /** The files of a project that cannot be read, so that no list of the window shows them. */
  'projects.unreadable': defineCommand(
    z.strictObject(projectFields),
    z.array(z.strictObject({ path: z.string(), message: z.string() })),
  ),
} as const;
