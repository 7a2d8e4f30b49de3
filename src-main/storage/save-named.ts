import type { z } from 'zod';
import { freeName } from '#spec/taken-name';
import type { JsonFolder, SaveOptions } from './json-folder';

/**
 * Saves a file whose name its user reads in a list: a new one gets a number where another has its name already. Throws
 * as `JsonFolder.save`.
 */
export async function saveNamed<S extends z.ZodType<{ name?: string }>, T>(
  folder: JsonFolder<S, T>,
  content: z.output<S>,
  { nameOf, ...options }: SaveOptions & { nameOf: (item: T) => string },
): Promise<T> {
  const { name } = content;
  if (options.id !== undefined || name === undefined) return folder.save(content, options);
  const { items } = await folder.list();
  const taken = items.map(nameOf);
  return folder.save({ ...content, name: freeName(name, taken) }, options);
}
