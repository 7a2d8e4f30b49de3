import type { IncomingMessage } from 'node:http';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CorpusFile } from '#spec/corpora';
import { WorkbenchError } from '#spec/errors';
import { findFault } from './checksum';
import { connect, rangeStart, validatorOf, Watch, type RequestHeaders } from './connection';
import {
  cut,
  diskError,
  isDiskError,
  networkReason,
  refused,
  unreachable,
  wrongFile,
} from './fetch-errors';
import { PartFile, fileBytes } from './part-file';

export interface FetchFileOptions {
  /** Bytes of this file that are on this machine. */
  onBytes?: (bytes: number) => void;
  onChecking?: () => void;
  signal?: AbortSignal;
  /** Milliseconds without a byte after which a connection is given up. */
  patience?: number;
  /** Milliseconds before a cut connection is made again. */
  wait?: number;
}

/** Connections one after the other that may break without bringing anything. */
const attempts = 3;

/** A connection that broke: worth another try. */
class CutError extends Error {}

/**
 * Fetches a file into `folder`, whole and checked, and gives its path. What arrives goes to `NAME.part`,
 * which stays when the fetch is cancelled or cut and is gone on with the next time; the server is asked
 * whether the file is still the same. A file that is not what it should be is deleted. Rejects with the
 * signal's reason when cancelled, else with a WorkbenchError that says what to do.
 */
export async function fetchFile(
  file: CorpusFile,
  folder: string,
  options: FetchFileOptions = {},
): Promise<string> {
  const whole = join(folder, file.name);
  const part = new PartFile(whole);
  let failure: WorkbenchError | null = null;
  for (const url of file.urls) {
    try {
      if ((await fileBytes(whole)) === null) {
        await mkdir(folder, { recursive: true });
        await fetchFrom(url, part, file, options);
        await rename(part.path, whole);
        await part.forgetMark();
      }
      options.onChecking?.();
      const fault = await findFault(whole, file, options.signal);
      if (fault === null) return whole;
      await rm(whole, { force: true });
      failure = wrongFile(file, url, fault);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isDiskError(error)) throw diskError(folder, error);
      if (!(error instanceof WorkbenchError)) throw error;
      failure = error;
    }
  }
  throw failure ?? new WorkbenchError('internal', `No address of '${file.name}' is known.`);
}

/** Bytes of a file that lie in `folder` from before. */
export async function keptBytes(file: CorpusFile, folder: string): Promise<number> {
  const whole = join(folder, file.name);
  return (await fileBytes(whole)) ?? (await new PartFile(whole).size());
}

async function fetchFrom(
  url: string,
  part: PartFile,
  file: CorpusFile,
  options: FetchFileOptions,
): Promise<void> {
  for (let attempt = 1, before = await part.size(); ; attempt++)
    try {
      await receive(url, part, file, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof CutError)) throw error;
      const kept = await part.size();
      if (kept > before) attempt = 1;
      before = kept;
      if (attempt >= attempts) throw cut(url, file, kept, error.message);
      await pause(options.wait ?? 1000 * attempt, undefined, { signal: options.signal });
    }
}

/** One connection: asks for what is missing and writes what comes at its place. */
async function receive(
  url: string,
  part: PartFile,
  file: CorpusFile,
  options: FetchFileOptions,
): Promise<void> {
  const kept = await part.size();
  // With a checksum, a part of the right length may be the file; without one, it is not to be told.
  if (kept === file.bytes && file.checksum) return;
  const validator = await part.validator(url);
  const start = kept < file.bytes && (validator || file.checksum) ? kept : 0;
  const watch = new Watch(options.patience ?? 60_000, options.signal);
  try {
    const response = await ask(url, rangeHeaders(start, validator), watch);
    const from = await placeOf(response, url, part, file, start);
    await part.mark({ url, validator: validatorOf(response) });
    const chunks = listen(response, watch, file.bytes - from);
    const end = await part.write(from, chunks, options.onBytes ?? (() => undefined));
    // It ended in order, so there is no more of it.
    if (end !== file.bytes) {
      await part.remove();
      throw wrongFile(
        file,
        url,
        `it has ${end < file.bytes ? 'only' : 'more than'} ${Math.min(end, file.bytes)} bytes`,
      );
    }
  } finally {
    watch.end();
  }
}

function rangeHeaders(start: number, validator: string | null): RequestHeaders {
  if (start === 0) return {};
  const range = `bytes=${start}-`;
  return validator ? { range, 'if-range': validator } : { range };
}

async function ask(url: string, headers: RequestHeaders, watch: Watch): Promise<IncomingMessage> {
  try {
    return await connect(url, headers, watch.signal);
  } catch (error) {
    if (watch.ranOut) throw new CutError('it does not answer');
    throw unreachable(url, networkReason(error));
  }
}

/** Where in the file the answer's bytes belong. Throws where it is none that can be used. */
async function placeOf(
  response: IncomingMessage,
  url: string,
  part: PartFile,
  file: CorpusFile,
  start: number,
): Promise<number> {
  const status = response.statusCode ?? 0;
  if (status === 206 && rangeStart(response) === start) return start;
  const length = response.headers['content-length'];
  if (status === 200 && (length === undefined || Number(length) === file.bytes)) return 0;
  response.destroy();
  if (status === 200) {
    await part.remove();
    throw wrongFile(file, url, `it has ${length} bytes in place of ${file.bytes}`);
  }
  if (status === 206 || status === 416) {
    await part.remove();
    throw new CutError('it has no such part of the file');
  }
  throw refused(url, file, status);
}

/** The bytes that come, at most one more than `most`: a server without end must not fill the disk. */
async function* listen(
  response: IncomingMessage,
  watch: Watch,
  most: number,
): AsyncGenerator<Uint8Array> {
  let left = most + 1;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      watch.heard();
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  } catch (error) {
    throw new CutError(watch.ranOut ? 'nothing came any more' : networkReason(error));
  }
}
