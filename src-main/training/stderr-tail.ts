import type { Readable } from 'node:stream';

const maxLines = 20;
const maxLineLength = 1000;

/**
 * Reads the stream to its end and keeps its last 20 lines, each cut to 1,000 characters. Returns a
 * function that gives the lines kept so far, without the blank ones. `null` stands for a process
 * without stderr: there are no lines.
 */
export function collectTail(stream: Readable | null): () => string[] {
  const lines: string[] = [];
  let partialLine = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const parts = (partialLine + text).split(/\r?\n/);
    partialLine = (parts.pop() ?? '').slice(-maxLineLength);
    lines.push(...parts.map((line) => line.slice(0, maxLineLength)));
    lines.splice(0, lines.length - maxLines);
  });
  return () => [...lines, partialLine].filter((line) => line.trim() !== '').slice(-maxLines);
}
