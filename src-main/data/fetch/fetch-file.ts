import type { IncomingMessage } from 'node:http';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolders } from '#files/create-folders';
import { networkReason } from '#files/network-errors';
import type { CorpusFile } from '#spec/corpora';
import { WorkbenchError } from '#spec/errors';
import { findMismatch } from './checksum';
import {
  requestFile,
  readRangeStart,
  readValidator,
  InactivityTimeout,
  type RequestHeaders,
} from './connection';
import {
  connectionLostError,
  diskError,
  isDiskError,
  httpStatusError,
  unreachableError,
  wrongFileError,
} from './fetch-errors';
import { PartFile, fileSize } from './part-file';

export interface FetchFileOptions {
  /** Called with the number of bytes of this file that are on the disk. */
  onBytes?: (bytes: number) => void;
  /** Called before the checksum is computed. */
  onChecking?: () => void;
  signal?: AbortSignal;
  /** Milliseconds without a byte after which a connection is closed. Default: 60,000. */
  timeoutMs?: number;
  /** Milliseconds before a lost connection is retried. Default: 1,000 times the number of the attempt. */
  retryDelayMs?: number;
}

/** Consecutive connections that may fail without bringing any byte. */
const maxAttempts = 3;

/** A connection was lost, so a retry may succeed. */
class ConnectionLostError extends Error {}

/**
 * Downloads a file into `folder`, checks it, and returns its path. The bytes are written to `NAME.part`, which stays
 * when the download is cancelled or the connection is lost; the next call resumes it if the file on the server is still
 * the same. A file that fails its check is deleted. Rejects with the signal's reason on abort, else with a
 * WorkbenchError `unavailable` that says what to do.
 */
export async function fetchFile(
  file: CorpusFile,
  folder: string,
  options: FetchFileOptions = {},
): Promise<string> {
  const path = join(folder, file.name);
  const part = new PartFile(path);
  let failure: WorkbenchError | null = null;
  for (const url of file.urls) {
    try {
      if ((await fileSize(path)) === null) {
        await makeFolders(folder);
        await downloadWithRetries(url, part, file, options);
        await rename(part.path, path);
        await part.removeSource();
      }
      options.onChecking?.();
      const mismatch = await findMismatch(path, file, options.signal);
      if (mismatch === null) return path;
      await rm(path, { force: true });
      failure = wrongFileError(file, url, mismatch);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isDiskError(error)) throw diskError(folder, error);
      if (!(error instanceof WorkbenchError)) throw error;
      failure = error;
    }
  }
  throw failure ?? new WorkbenchError('internal', `No address of '${file.name}' is known.`);
}

/** Bytes of a file that earlier downloads left in `folder`. */
export async function downloadedFileBytes(file: CorpusFile, folder: string): Promise<number> {
  const path = join(folder, file.name);
  return (await fileSize(path)) ?? (await new PartFile(path).size());
}

/** Downloads the missing bytes; retries lost connections as long as some of them bring bytes. */
async function downloadWithRetries(
  url: string,
  part: PartFile,
  file: CorpusFile,
  options: FetchFileOptions,
): Promise<void> {
  for (let attempt = 1, before = await part.size(); ; attempt++)
    try {
      await downloadOnce(url, part, file, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof ConnectionLostError)) throw error;
      const kept = await part.size();
      if (kept > before) attempt = 1;
      before = kept;
      if (attempt >= maxAttempts) throw connectionLostError(url, file, kept, error.message);
      await pause(options.retryDelayMs ?? 1000 * attempt, undefined, { signal: options.signal });
    }
}

/** One connection: requests the missing bytes and writes them to the part file. */
async function downloadOnce(
  url: string,
  part: PartFile,
  file: CorpusFile,
  options: FetchFileOptions,
): Promise<void> {
  const kept = await part.size();
  // Only a checksum can show that a part of the right size is the file.
  if (kept === file.bytes && file.checksum) return;
  const validator = await part.readValidator(url);
  const start = kept < file.bytes && (validator || file.checksum) ? kept : 0;
  const timeout = new InactivityTimeout(options.timeoutMs ?? 60_000, options.signal);
  try {
    const response = await sendRequest(url, rangeHeaders(start, validator), timeout);
    const offset = await responseOffset(response, url, part, file, start);
    await part.saveSource({ url, validator: readValidator(response) });
    const chunks = readChunks(response, timeout, file.bytes - offset);
    const end = await part.write(offset, chunks, options.onBytes ?? (() => undefined));
    // The response ended regularly, so the file has another size.
    if (end !== file.bytes) {
      await part.remove();
      throw wrongFileError(
        file,
        url,
        `it has ${end < file.bytes ? 'only' : 'more than'} ${Math.min(end, file.bytes)} bytes`,
      );
    }
  } finally {
    timeout.clear();
  }
}

function rangeHeaders(start: number, validator: string | null): RequestHeaders {
  if (start === 0) return {};
  const range = `bytes=${start}-`;
  return validator ? { range, 'if-range': validator } : { range };
}

async function sendRequest(
  url: string,
  headers: RequestHeaders,
  timeout: InactivityTimeout,
): Promise<IncomingMessage> {
  try {
    return await requestFile(url, headers, timeout.signal);
  } catch (error) {
    if (timeout.hasExpired) throw new ConnectionLostError('it does not answer');
    throw unreachableError(url, networkReason(error));
  }
}

/** The offset in the file of the response's first byte. Throws where the response cannot be used. */
async function responseOffset(
  response: IncomingMessage,
  url: string,
  part: PartFile,
  file: CorpusFile,
  start: number,
): Promise<number> {
  const status = response.statusCode ?? 0;
  if (status === 206 && readRangeStart(response) === start) return start;
  const length = response.headers['content-length'];
  if (status === 200 && (length === undefined || Number(length) === file.bytes)) return 0;
  response.destroy();
  if (status === 200) {
    await part.remove();
    throw wrongFileError(file, url, `it has ${length} bytes in place of ${file.bytes}`);
  }
  if (status === 206 || status === 416) {
    await part.remove();
    throw new ConnectionLostError('it has no such part of the file');
  }
  throw httpStatusError(url, file, status);
}

/** The bytes of the response, at most one more than `maxBytes`, so that an endless response cannot fill the disk. */
async function* readChunks(
  response: IncomingMessage,
  timeout: InactivityTimeout,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let left = maxBytes + 1;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      timeout.restart();
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  } catch (error) {
    throw new ConnectionLostError(
      timeout.hasExpired ? 'nothing came any more' : networkReason(error),
    );
  }
}
