import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Template } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { experimentSchema } from '#spec/experiment';

/** All complete specs in `resources/templates`, by id (the file's name). */
export async function listTemplates(resources: string): Promise<Template[]> {
  const ids = await templateIds(resources);
  return Promise.all(ids.map((id) => readTemplate(resources, id)));
}

/** Throws `notFound` with the names there are, or `internal` where the file is damaged. */
export async function readTemplate(resources: string, id: string): Promise<Template> {
  const ids = await templateIds(resources);
  if (!ids.includes(id))
    throw new WorkbenchError(
      'notFound',
      `There is no template '${id}'. There are: ${ids.join(', ') || 'none'}.`,
    );
  const file = join(resources, 'templates', `${id}.json`);
  try {
    return { id, spec: experimentSchema.parse(JSON.parse(await readFile(file, 'utf8'))) };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new WorkbenchError('internal', `The template '${id}' cannot be read: ${why}`);
  }
}

/** Names of the files in `resources/templates`, in order. */
export async function templateIds(resources: string): Promise<string[]> {
  const names = await readdir(join(resources, 'templates')).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}
