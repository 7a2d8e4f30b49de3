/** Models of a project with their versions, and templates that users have saved. */
import { z } from 'zod';
import { experimentSchema } from '../../spec/experiment';
import {
  modelVersionSchema,
  savedModelSchema,
  trashedFileSchema,
  trashedModelSchema,
} from '../types';
import {
  defineCommand,
  noResult,
  projectFields,
  modelFields,
  trashFields,
  trashResult,
} from './define-command';

export const modelCommands = {
  /** The templates of the project, which users have saved. Their ids may be those of templates of the program. */
  'ownTemplates.list': defineCommand(z.strictObject(projectFields), z.array(savedModelSchema)),
  /** Without an id, a new template is created; its id is derived from its name. `conflict` as `models.save`. */
  'ownTemplates.save': defineCommand(
    z.strictObject({
      ...projectFields,
      templateId: z.string().optional(),
      spec: experimentSchema,
      baseRevision: z.string().optional(),
    }),
    savedModelSchema,
  ),
  /** Moves a template to the project's trash, where it stays for 30 days. */
  'ownTemplates.delete': defineCommand(
    z.strictObject({ ...projectFields, templateId: z.string() }),
    trashResult,
  ),
  'ownTemplates.restore': defineCommand(z.strictObject(trashFields), savedModelSchema),
  /** The templates in the trash, the last deleted first. */
  'ownTemplates.trash': defineCommand(z.strictObject(projectFields), z.array(trashedFileSchema)),

  'models.list': defineCommand(z.strictObject(projectFields), z.array(savedModelSchema)),
  'models.get': defineCommand(z.strictObject(modelFields), savedModelSchema),
  /**
   * Without an id, a new model is created; its id is derived from its name. With `baseRevision`, the revision that the
   * spec is a change of, `conflict` if the file is of another one: `details` is `{ reason: 'changed', current }` with
   * the saved model, or `{ reason: 'deleted' }` if it is gone or damaged. `keepVersion`: never thin this version.
   */
  'models.save': defineCommand(
    z.strictObject({
      ...projectFields,
      modelId: z.string().optional(),
      spec: experimentSchema,
      baseRevision: z.string().optional(),
      keepVersion: z.boolean().optional(),
    }),
    savedModelSchema,
  ),
  /** The saved versions of a model, newest first: the present one and those that were overwritten. */
  'models.versions': defineCommand(z.strictObject(modelFields), z.array(modelVersionSchema)),
  'models.version': defineCommand(
    z.strictObject({ ...modelFields, versionId: z.string() }),
    z.strictObject({ spec: experimentSchema, saved: z.string() }),
  ),
  /** Keeps a version of a model under a name; null takes the name away. */
  'models.nameVersion': defineCommand(
    z.strictObject({
      ...modelFields,
      versionId: z.string(),
      name: z
        .strictObject({ name: z.string().min(1).max(200), note: z.string().max(2000).optional() })
        .nullable(),
    }),
    noResult,
  ),
  /** Moves a model with its versions to the project's trash, where it stays for 30 days. */
  'models.delete': defineCommand(z.strictObject(modelFields), trashResult),
  /** Moves a model out of the trash, under a new id if another model has its own meanwhile. */
  'models.restore': defineCommand(z.strictObject(trashFields), savedModelSchema),
  /** The models in the trash, the last deleted first. */
  'models.trash': defineCommand(z.strictObject(projectFields), z.array(trashedModelSchema)),
} as const;
