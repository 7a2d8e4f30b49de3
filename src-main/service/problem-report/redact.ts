import { homedir, hostname, userInfo } from 'node:os';

/** What is taken out of texts that leave the computer. */
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

const removed = '[removed]';
const secretName =
  /token|secret|passw|passphrase|credential|api_?key|access_?key|private_?key|auth/i;
/** `TOKEN=…`, `"password": "…"`, `--api-key …`, and the header of a request. */
const namedSecret =
  /((?:token|secret|passw(?:or)?d|passphrase|credentials?|api[-_]?key|access[-_]?key|private[-_]?key|authorization)["']?\s*(?:[=:]|\s)\s*)(?:bearer\s+|basic\s+)?("[^"]*"|'[^']*'|[^\s,;"'}\]]+)/gi;
/** Tokens that say by their form what they are, and JSON web tokens. */
const knownTokens =
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|hf_\w{16,}|sk-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z0-9]{12,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g;
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;
const userOfAddress = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const queryOfAddress = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s?"']+)\?[^\s"')]*/gi;
const mail = /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g;
/** What a path goes on with until the sentence does: a name may have spaces, but none of these signs. */
const end = String.raw`[^\n"'` + '`' + String.raw`<>|:,;)\]]`;
const word = String.raw`[^\s"'` + '`' + String.raw`<>|:,;)\]]`;
/** After its first word, a path goes on to the last separator of the sentence, and to the extension of a name. */
const rest = `${word}*(?:${end}*[/\\\\]${word}*)?(?:(?: [^\\s"'<>|:,;)\\]/\\\\]+){1,4}\\.\\w{1,8}\\b)?`;
const start = String.raw`(?:/(?=[\w.~%])|[a-z]:[/\\]+|\\\\(?=[\w.$-]))`;
/** Places of the system, which say something about it and nothing about the user. */
const ofSystem = String.raw`(?:/(?:usr|lib|lib64|proc|sys|dev|etc|bin|sbin|System|api|assets)\b|[a-z]:\\+(?:Windows|Program Files)\b)`;
/** Neither within a word nor within an address. */
const notWithin = String.raw`(?<![\w.~:/\\<>])`;
const systemPath = new RegExp(`^${ofSystem}`, 'i');
const absolutePath = new RegExp(`${notWithin}(?:(${ofSystem}${word}*)|${start}${rest})`, 'gi');
const fileAddress = new RegExp(`\\bfile:/+${rest}`, 'gi');
/** A path in quotation marks ends where they do. */
const quotedPath = new RegExp(
  String.raw`(["'` +
    '`' +
    String.raw`‘“])(${start}[^"'` +
    '`' +
    String.raw`’”\n]*)(?=["'` +
    '`' +
    String.raw`’”])`,
  'gi',
);
const ownPlace = /^~[/\\]+(?:\.cache|\.config|\.local|Library|AppData)\b/i;
const inHome = new RegExp(`~[/\\\\]+${rest}`, 'g');

/** A text without names of the user and of the computer, without secrets, and without paths of the user. */
export function redactText(text: string, secrets: Secrets): string {
  let result = text;
  for (const value of secretValues(secrets.env)) result = result.replaceAll(value, removed);
  result = result.replace(quotedPath, (_, mark: string, path: string) => {
    const redacted = replaceFolders(path, secrets);
    if (redacted.startsWith('<project>')) return `${mark}<project>`;
    if (redacted.startsWith('~')) return mark + keepOwnPlace(redacted);
    return mark + (systemPath.test(path) ? path : '<path>');
  });
  result = replaceFolders(result, secrets)
    .replace(/<project>[/\\][^\s"'`<>|:,;)\]]*/g, '<project>')
    .replace(inHome, keepOwnPlace)
    .replace(fileAddress, '<path>')
    .replace(userOfAddress, `$1${removed}@`)
    .replace(queryOfAddress, `$1?${removed}`)
    .replace(namedSecret, `$1${removed}`)
    .replace(bearer, `$1 ${removed}`)
    .replace(knownTokens, removed)
    .replace(mail, removed)
    .replace(absolutePath, (_, system?: string) => system ?? '<path>');
  result = replaceWord(result, secrets.user, '<user>');
  return replaceWord(result, secrets.host, '<host>');
}

function replaceFolders(text: string, { folders, home }: Secrets): string {
  let result = text;
  for (const folder of sortByLength(folders)) result = replaceFolder(result, folder, '<project>');
  return replaceFolder(result, home, '~');
}

/** Values of variables that hold a secret by their name. Short ones could be any word. */
function secretValues(env: NodeJS.ProcessEnv): string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    secretName.test(name) && value !== undefined && value.length >= 6 ? [value] : [],
  );
  return sortByLength(values);
}

const sortByLength = (texts: readonly string[]): string[] =>
  texts.filter((text) => text.length > 1).sort((a, b) => b.length - a.length);

function replaceFolder(text: string, folder: string, by: string): string {
  if (folder.length < 2) return text;
  const spellings = new Set([
    folder,
    folder.replaceAll('\\', '\\\\'),
    folder.replaceAll('\\', '/'),
    encodeURI(folder.replaceAll('\\', '/')),
  ]);
  let result = text;
  for (const spelling of spellings)
    result = result.replace(new RegExp(`${escape(spelling)}(?![\\w.-])`, 'gi'), by);
  return result;
}

/** A place in the home folder that is not one of programs is the user's own. */
const keepOwnPlace = (path: string): string => (ownPlace.test(path) ? path : '~/<path>');

function replaceWord(text: string, word: string, by: string): string {
  if (word.length < 2) return text;
  return text.replace(
    new RegExp(`(?<![\\p{L}\\p{N}_])${escape(word)}(?![\\p{L}\\p{N}_])`, 'giu'),
    by,
  );
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
