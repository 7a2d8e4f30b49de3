import type { Option } from 'commander';
import { basename } from 'node:path';
import { previewTable } from '#data/import/preview-table';
import { tableRequestSchema } from '#spec/dataset';
import { describePreview } from './describe-preview';
import { exitStatus } from './exit-status';
import { parseRequest } from './import-data';
import { print, printAll } from './output';

const previewRequestSchema = tableRequestSchema.omit({ id: true, name: true }).strip();

/** `import csv --preview`: prints how a table is read, and writes nothing. Returns the exit status. */
export async function previewData(
  { json, ...request }: Record<string, unknown>,
  commandOptions: readonly Option[],
): Promise<number> {
  const parsed = parseRequest(previewRequestSchema, request, commandOptions);
  const preview = await previewTable(parsed);
  if (json) print(JSON.stringify(preview));
  else printAll(describePreview(preview, basename(parsed.file), parsed));
  return preview.refusal === null ? exitStatus.finished : exitStatus.invalid;
}
