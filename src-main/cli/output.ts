/** Prints the result of a command, to stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a text that ends its last line itself. */
export function printText(text: string): void {
  process.stdout.write(text);
}

export function printAll(lines: readonly string[]): void {
  if (lines.length > 0) print(lines.join('\n'));
}

/** Prints messages about the work, which do not belong to the result. */
export function printToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

let handleClosedOutput = (): void => undefined;

/** Sets the function that is called when the reader of the output is gone. */
export function onOutputClosed(listener: () => void): void {
  handleClosedOutput = listener;
}

/**
 * Keeps the program from crashing when the reader of its output is gone (`| head`). What is written
 * afterwards is lost.
 */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') handleClosedOutput();
    });
}
