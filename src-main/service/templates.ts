import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Template } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { experimentSchema } from '#spec/experiment';

/** Reads all templates in `resources/templates`. Their ids are the file names. Throws as `readTemplate` does. */
export async function listTemplates(resources: string): Promise<Template[]> {
  const ids = await listTemplateIds(resources);
  return Promise.all(ids.map((id) => readTemplate(resources, id)));
}

/** Reads a template. Throws WorkbenchError `notFound` with the existing ids, or `internal` for an invalid file. */
export async function readTemplate(resources: string, id: string): Promise<Template> {
  return readFileOf(resources, id, (value) => ({ id, spec: experimentSchema.parse(value) }));
}

/** The content of its file, as the command line changes it. Throws as `readTemplate`. */
export async function readTemplateFile(resources: string, id: string): Promise<unknown> {
  return readFileOf(resources, id, (value) => value);
}

async function readFileOf<T>(
  resources: string,
  id: string,
  parse: (value: unknown) => T,
): Promise<T> {
  const ids = await listTemplateIds(resources);
  if (!ids.includes(id))
    throw new WorkbenchError(
      'notFound',
      `There is no template '${id}'. There are: ${ids.join(', ') || 'none'}.`,
    );
  const file = join(resources, 'templates', `${id}.json`);
  try {
    return parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new WorkbenchError('internal', `The template '${id}' cannot be read: ${reason}`);
  }
}

/** The ids of the templates in `resources/templates`, sorted. */
export async function listTemplateIds(resources: string): Promise<string[]> {
  const names = await readdir(join(resources, 'templates')).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}
