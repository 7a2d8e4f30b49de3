/** The token with which Ray's own programs sign in. It stays where Ray keeps it. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * As Ray reads it: where `RAY_AUTH_MODE` is `token`, that of `RAY_AUTH_TOKEN`, of the file `RAY_AUTH_TOKEN_PATH`, or of
 * `~/.ray/auth_token`. Null where there is none: it is sent nowhere unless the user has told Ray to.
 */
export async function readToken(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if (env.RAY_AUTH_MODE?.toLowerCase() !== 'token') return null;
  const given = env.RAY_AUTH_TOKEN?.trim();
  const file = env.RAY_AUTH_TOKEN_PATH || join(homedir(), '.ray', 'auth_token');
  const token = given || (await readFile(file, 'utf8').catch(() => '')).trim();
  // Whatever else would not fit into a header.
  return /^[\x21-\x7e]{1,4096}$/.test(token) ? token : null;
}
