import WebSocket from 'ws';

/** A window of a program that runs with a port for debuggers, through which Playwright cannot see Electron 22. */
export interface OpenWindow {
  title: string;
  webSocketDebuggerUrl: string;
}

/** The windows of the program with this port. */
export async function listWindows(port: number): Promise<OpenWindow[]> {
  const response = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = (await response.json()) as (OpenWindow & { type: string })[];
  return targets.filter(({ type }) => type === 'page');
}

/** Evaluates an expression in the page of a window, and waits for its promise. Throws what the page throws. */
export async function evaluate<T>(
  { webSocketDebuggerUrl }: OpenWindow,
  expression: string,
): Promise<T> {
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  const params = { expression, awaitPromise: true, returnByValue: true };
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
  const text = await new Promise((done, fail) => socket.once('message', done).once('close', fail));
  socket.close();
  const { result } = JSON.parse(String(text)) as {
    result: { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
  };
  if (result.exceptionDetails) throw new Error(result.exceptionDetails.exception?.description);
  return result.result.value;
}
