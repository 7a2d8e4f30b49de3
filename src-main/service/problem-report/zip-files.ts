import { ZipFile } from 'yazl';
import type { ReportedFile } from '#api/problem-report';

/** The files as a zip, in one folder. */
export async function zipFiles(files: readonly ReportedFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, text } of files) zip.addBuffer(Buffer.from(text), `problem-report/${name}`);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
