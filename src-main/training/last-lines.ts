import type { Readable } from 'node:stream';

const kept = 20;
const longest = 1000;

/** Reads the stream to its end, keeping its last lines alone. Returns the way to look at them. */
export function keepLastLines(stream: Readable | null): () => string[] {
  const lines: string[] = [];
  let open = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const parts = (open + text).split(/\r?\n/);
    open = (parts.pop() ?? '').slice(-longest);
    lines.push(...parts.map((line) => line.slice(0, longest)));
    lines.splice(0, lines.length - kept);
  });
  return () => [...lines, open].filter((line) => line.trim() !== '').slice(-kept);
}
