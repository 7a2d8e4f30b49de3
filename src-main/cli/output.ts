import { describeWriteError } from '#files/file-errors';
import { printableLines } from '#spec/quote';

/** Prints the result of a command, to stdout. Names in it may come from anybody, and a terminal obeys control characters. */
export function print(line: string): void {
  process.stdout.write(`${printableLines(line)}\n`);
}

/** Prints the content of a file, as it is. */
export function printText(text: string): void {
  process.stdout.write(text);
}

export function printAll(lines: readonly string[]): void {
  if (lines.length > 0) print(lines.join('\n'));
}

/** Prints messages about the work, which do not belong to the result. */
export function printToStderr(line: string): void {
  process.stderr.write(`${printableLines(line)}\n`);
}

let handleClosedOutput = (): void => undefined;

/** Sets the function that is called when the reader of the output is gone. */
export function onOutputClosed(listener: () => void): void {
  handleClosedOutput = listener;
}

/** Why what was printed to stdout could not be written; null where all of it was. */
let failure: string | null = null;

/**
 * Keeps the program from crashing when its output cannot be written. Where its reader is gone (`| head`), what is written
 * afterwards is lost; every other reason, such as a full disk, is printed to stderr, and `finishOutput` tells of it.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') handleClosedOutput();
    else if (failure === null) {
      failure = `What is printed cannot be written: ${describeWriteError(error)}`;
      printToStderr(`error: ${failure}`);
    }
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') handleClosedOutput();
  });
}

/** Waits until everything printed is written; false where it could not be, and its reader is not the reason. */
export async function finishOutput(): Promise<boolean> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  return failure === null;
}
