import { readFileSync } from 'node:fs';

/** The shell does not tell a program that it came back to the foreground, unless it was stopped. */
const checkEveryMs = 1000;

/** The part of `process.stdin` that is used. */
type Input = Pick<NodeJS.ReadStream, 'isTTY' | 'on' | 'off' | 'pause' | 'resume'>;

/**
 * Calls `listener` each time Enter is pressed in the terminal. Does nothing where the input is no terminal. Returns a
 * function that stops it, and lets the process end.
 */
export function onEnter(listener: () => void, input: Input = process.stdin): () => void {
  if (!input.isTTY) return () => undefined;
  const onData = (): void => listener();
  let isReading = false;
  const setReading = (wanted: boolean): void => {
    if (wanted === isReading) return;
    isReading = wanted;
    if (wanted) input.on('data', onData).resume();
    else input.off('data', onData).pause();
  };
  // The system stops a program in the background that reads from the terminal, so it reads in the foreground only.
  const followForeground = (): void => setReading(isInForeground());
  followForeground();
  const timer = setInterval(followForeground, checkEveryMs).unref();
  process.on('SIGCONT', followForeground);
  return () => {
    clearInterval(timer);
    process.off('SIGCONT', followForeground);
    setReading(false);
  };
}

/** Whether the process may read from its terminal. True where that is not known: Linux alone tells. */
function isInForeground(): boolean {
  try {
    const status = readFileSync('/proc/self/stat', 'utf8');
    // After the name of the program in parentheses: state, parent, group, session, terminal, group in the foreground.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}
