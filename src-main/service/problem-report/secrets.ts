import { homedir, hostname, userInfo } from 'node:os';
import { basename } from 'node:path';

/** What is known to be private on this computer, as it is taken out of texts that leave it. */
export interface Secrets {
  home: string;
  user: string;
  host: string;
  /** Folders of projects, and whatever else the user has named; what is in them goes with them. */
  folders: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** Those of this computer. */
export function readSecrets(folders: readonly string[] = []): Secrets {
  const user = (() => {
    try {
      return userInfo().username;
    } catch {
      // A user without an entry in the list of users, as in a container.
      return process.env.USER ?? process.env.USERNAME ?? '';
    }
  })();
  return { home: homedir(), user, host: hostname(), folders, env: process.env };
}

export const removed = '[removed]';

/** The text without what is known by its value: secrets of the environment, folders, user and host. */
export function replaceKnownValues(text: string, secrets: Secrets): string {
  let result = text;
  for (const value of environmentSecrets(secrets.env)) result = result.replaceAll(value, removed);
  for (const folder of sortByLength(secrets.folders))
    result = replaceFolder(result, folder, '<project>');
  result = replaceFolder(result, secrets.home, '~');
  for (const name of [secrets.user, basename(secrets.home)])
    result = replaceName(result, name, '<user>');
  for (const name of namesOfHost(secrets.host)) result = replaceName(result, name, '<host>');
  return result;
}

/** Names of variables that hold a secret, but not of `PWD`, the working folder. */
const secretVariable =
  /token|secret|passw|passphrase|credential|cookie|api_?key|access_?key|private_?key|auth|_(?:pass|pat|pwd|key)$/i;
/** User and password of an address. */
const userOfAddress = /:\/\/([^@\s]{4,500})@/;

/** Secrets of the environment in each spelling, the longest first. Short ones could be any word. */
function environmentSecrets(env: NodeJS.ProcessEnv): string[] {
  const values = Object.entries(env).flatMap(([name, value = '']) => {
    const [, login = ''] = userOfAddress.exec(value) ?? [];
    const password = login.slice(login.indexOf(':') + 1);
    // A key of several lines may be quoted in parts.
    return [...(secretVariable.test(name) ? [value, ...value.split(/\r?\n/)] : []), password];
  });
  const long = values.filter((value) => value.length >= 6);
  return sortByLength([...new Set(long.flatMap(spellings))]);
}

/** A value as it is, in JSON, in JSON within JSON, and in an address. */
function spellings(value: string): string[] {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const inAddress = encodeURIComponent(value.replace(/[\ud800-\udfff]/g, ''));
  return [value, inJson(value), inJson(inJson(value)), inAddress, inAddress.replaceAll('%20', '+')];
}

function replaceFolder(text: string, folder: string, by: string): string {
  if (folder.length < 2) return text;
  const slashes = folder.replaceAll('\\', '/');
  const spelled = new Set([folder, folder.replaceAll('\\', '\\\\'), slashes]);
  let result = text;
  for (const spelling of spelled)
    result = result.replace(new RegExp(`${escape(spelling)}(?![\\w.-])`, 'gi'), by);
  return result;
}

/** The name of the host in full, the name alone, and its domain. */
function namesOfHost(host: string): string[] {
  const at = host.indexOf('.');
  if (at < 0) return [host];
  const domain = host.slice(at + 1);
  return [host, host.slice(0, at), ...(domain.includes('.') ? [domain] : [])];
}

/** Names that many computers have: they tell nothing, and are words of messages. */
const commonNames = new Set(
  'root node user admin runner ubuntu debian guest home localhost local server gpu cpu'.split(' '),
);

/** Replaces a name that is a word, or the start of one as in `ada2`, `ada_old` and `adaData`, but not in `adam`. */
function replaceName(text: string, name: string, by: string): string {
  if (name.length < 2 || commonNames.has(name.toLowerCase())) return text;
  const pattern = new RegExp(`(?<!\\p{L})${escape(name)}`, 'giu');
  const goesOn = /\d$/.test(name) ? /^[\p{Ll}\d]/u : /^\p{Ll}/u;
  return text.replace(pattern, (found: string, at: number) => {
    const next = text.charAt(at + found.length);
    return goesOn.test(next) ? found : by;
  });
}

const sortByLength = (texts: readonly string[]): string[] =>
  texts.filter((text) => text.length > 1).sort((a, b) => b.length - a.length);

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
