/** What was asked for. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printAll(lines: readonly string[]): void {
  if (lines.length > 0) print(lines.join('\n'));
}

/** What is said beside it. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * A reader that went away (`| head`) is no error: what is written after it is lost, and `whenClosed`
 * may stop the work.
 */
let closed = (): void => undefined;
export function whenClosed(listener: () => void): void {
  closed = listener;
}

export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') closed();
    });
}
