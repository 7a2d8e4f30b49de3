import type { CommandName } from '#api/commands';
import { unwrapEnvelope, type Envelope } from '#api/envelope';

/** Sends a command of the window. Throws as its handler does. */
export type SendCommand = <T>(command: CommandName, input?: object) => Promise<T>;

/** Signs in at the address of a workbench, and sends commands as its page does. */
export async function sendCommands(url: string): Promise<SendCommand> {
  const { headers } = await fetch(url, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin } = new URL(url);
  return async <T>(command: CommandName, input: object = {}) => {
    const answer = await fetch(`${origin}/api/${command}`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    return unwrapEnvelope((await answer.json()) as Envelope) as T;
  };
}
