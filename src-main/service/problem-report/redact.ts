import { isKnownWord, isRatio } from './known-words';
import { replaceQuotations } from './quoted-words';
import { removed, replaceKnownValues, type Secrets } from './secrets';

/** Characters of a line that are looked at; what follows is left out. */
const maxLine = 2000;

/**
 * A text without what could be private: quotations but for words of the program, paths, addresses, secrets, and names of
 * the user and of the computer. What follows a path or the name of a secret goes with it to the end of the line, since
 * names and passwords have spaces. Takes a time in proportion to the text.
 */
export function redactText(text: string, secrets: Secrets): string {
  let isInKey = false;
  let isValue = false;
  return replaceKnownValues(text, secrets)
    .split('\n')
    .map((whole) => {
      const line = shorten(whole.replace(markers, ''));
      const wasInKey = isInKey && !logEntry.test(line);
      const begin = line.lastIndexOf(keyBegins);
      isInKey = begin > line.lastIndexOf(keyEnds) || (wasInKey && !line.includes(keyEnds));
      const follows = isValue && line.trim() !== '';
      isValue = endsWithName.test(line) || (isValue && !follows);
      if (wasInKey || follows) return removed;
      if (begin >= 0) return `${redactLine(line.slice(0, line.indexOf(keyBegins)))}${removed}`;
      return redactFrame(line) ?? redactLine(line);
    })
    .join('\n');
}

/** A value with its texts redacted, before they are written as JSON. */
export function redactValue(value: unknown, secrets: Secrets): unknown {
  if (typeof value === 'string') return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, redactValue(item, secrets)]);
  return Object.fromEntries(entries) as unknown;
}

/** Of a key or a certificate in PEM, which has many lines. */
const [keyBegins, keyEnds] = ['-----BEGIN', '-----END'];
const logEntry = /^\d{4}-\d\d-\d\dT/;
/** Stand for what is done and is not looked at again. */
const [first, last] = ['\ue000', '\ue001'];
const markers = /[\ue000\ue001]/g;
const marked = /\ue000(\d+)\ue001/g;

function shorten(line: string): string {
  if (line.length <= maxLine) return line;
  return `${line.slice(0, maxLine)} … (${line.length} characters)`;
}

/** A line of a stack, with the name of the file of the program and the place in it, without its folder. */
function redactFrame(line: string): string | null {
  const [, start = '', node, file = '', end = ''] = frame.exec(line) ?? [];
  return end === '' ? null : `${start}${node ?? `<path>/${file}`}${end}`;
}
const frame =
  /^(\s*(?:- )?(?:at (?:async )?(?:new )?(?:[\w$.<>]{1,80}(?: \[as [\w$.]{1,80}\])? \()?|[\w$.<>/*]{0,80}@))(?:(node:[\w/]{1,80})|\S[^()\n]{0,500}[/\\]([\w$.-]{1,80}\.(?:[cm]?[jt]s|svelte))(?:\?\w*)?)(:\d{1,7}(?::\d{1,7})?\)?)$/;

function redactLine(line: string): string {
  const done: string[] = [];
  const keep = (text: string): string => `${first}${done.push(text) - 1}${last}`;
  const unquoted = replaceQuotations(cutJson(line), (open, content, close) =>
    keep(open + redactQuotation(content) + (close || open)),
  );
  const { size, rest } = splitSize(cutSecret(unquoted));
  const redacted = redactWords(rest) + size;
  return redacted.replace(marked, (_, index: string) => done[Number(index)] ?? '');
}

/** The line without the JSON in it, whose texts may have whatever quotation marks. */
function cutJson(line: string): string {
  const start = line.search(/[[{]\s?\\*"/);
  return start < 0 ? line : `${line.slice(0, start)}{…}`;
}

function redactQuotation(content: string): string {
  if (content === '' || isKnownWord(content)) return content;
  if (content.startsWith('<project>')) return '<project>';
  return isPath(content) ? (keptPath(content) ?? '<path>') : '<name>';
}

/** The size of a file or folder that ends a line after its path, as `(0.7 GB)`. */
function splitSize(line: string): { rest: string; size: string } {
  const [size = ''] = / \(\d[\d.,]{0,12} [kMGT]?i?B\)$/.exec(line.slice(-40)) ?? [];
  return { rest: line.slice(0, line.length - size.length), size };
}

/** What the value of follows as a secret, and words that are such names only before a sign. */
const nameOfSecret =
  /(?:token(?!i[sz])|secret|passwd|password|passphrase|passcode|credential|(?:api|access|private|secret)[-_ ]?key|authori[sz]ation|cookie|session[-_ ]?id|bearer(?= \S)|basic(?= [\w+/]{0,400}[\d=A-Z]))\w{0,40}|(?<![a-z])(?:pwd|pass|pat|pin|key|sid|session|auth|login|user(?:[-_ ]?name)?|sig|signature|otp)(?= {0,3}[:=])/gi;
const endsWithName =
  /(?:token|secret|passwd|password|passphrase|credentials?|key|cookie)["']?\s{0,3}[:=]\s{0,3}$/i;

/** The line without what follows the name of a secret. */
function cutSecret(line: string): string {
  for (const found of line.matchAll(nameOfSecret)) {
    const end = found.index + found[0].length;
    const follows = line.slice(end);
    // What JSON.parse says of a file that is damaged.
    const isOfParser = /unexpected $/i.test(line.slice(Math.max(0, found.index - 11), found.index));
    if (isOfParser && /^ \S{1,6}( |,|$)/.test(follows)) continue;
    return /\w/.test(follows) ? `${line.slice(0, end)} ${removed}` : line;
  }
  return line;
}

function redactWords(line: string): string {
  const words = line.split(/(\s+)/);
  const result: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const redacted = redactWord(word);
    if (redacted !== null) {
      result.push(redacted);
      continue;
    }
    // A path, which goes on to a colon or to the end of the line.
    while (at < words.length - 1 && !words[at]?.endsWith(':')) at += 1;
    result.push(replacePath(word), words[at]?.endsWith(':') ? ':' : '');
  }
  return result.join('');
}

/** The word without what is private in it; null where a path begins with it. */
function redactWord(word: string): string | null {
  const address = /^([^\w]{0,10}[a-z][a-z0-9+.-]{0,19}:\/\/)(.+)$/i.exec(word);
  if (address && !/file:\/\//i.test(word)) {
    const [, scheme = '', rest = ''] = address;
    const own = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?=$|[/?#),.;])/.exec(rest);
    if (!own || word.includes('@')) return `${scheme}<address>`;
    return scheme + own[0] + (/^\/?[),.;:]*$/.exec(rest.slice(own[0].length))?.[0] ?? '/<path>');
  }
  if (isPath(word)) return keptPath(trimSigns(word)) === trimSigns(word) ? word : null;
  if (/[^@]@[^@]/.test(word)) return removed;
  if (dataFile.test(word) && !ownFile.test(word)) return '<file>';
  return word
    .replace(networkAddress, (found) => (isPrivateAddress(found) ? '<address>' : found))
    .replace(knownToken, removed)
    .replace(/[A-Za-z0-9]{16,}/g, (found) =>
      /\d/.test(found) && /[A-Za-z]/.test(found) ? removed : found,
    );
}

/** Tokens that say by their start what they are. */
const knownToken = /(?:gh[pousr]_|github_pat_|glpat-|hf_|sk-|pk-|xox[abprs]-|AKIA|eyJ)[\w.-]{8,}/g;
const dataFile =
  /\.(?:csv|tsv|npy|npz|png|jpe?g|gif|bmp|tiff?|txt|jsonl?|ya?ml|xml|xlsx?|docx?|pdf|zip|gz|tar|tgz|parquet|arrow|h5|hdf5|mat|wav|mp3|nii|dcm|pem|key|env|idx\d?|bin|safetensors|html?|md|py|ipynb)(?!\w)/i;
const ownFile =
  /^[^\w]*(?:project|run|study|settings|state|comparison)\.json[^\w]*$|^[^\w]*(?:log\.jsonl|weights\.safetensors|program\.log)[^\w]*$/;
const networkAddress =
  /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])|(?<!\w)(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?!\w)/gi;

function isPrivateAddress(text: string): boolean {
  if (/^(?:127\.|0\.0\.0\.0$|::1$)/.test(text)) return false;
  if (text.includes('.') || text.includes('-') || text.includes('::')) return true;
  // A time of day has fewer.
  return (text.match(/:/g)?.length ?? 0) > 2;
}

/** Whether a word has a separator of a path, and is not a measure. */
function isPath(word: string): boolean {
  if (/^(?:~|<project>)(?![\w-])/.test(trimSigns(word))) return true;
  return /[/\\]|%[0-9a-f]{2}/i.test(word) && word !== '/' && !isRatio(trimSigns(word));
}

/** A word without the signs of the sentence around it. */
function trimSigns(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && '([{,'.includes(word.charAt(start))) start += 1;
  while (end > start && ')]},.;:!?'.includes(word.charAt(end - 1))) end -= 1;
  return word.slice(start, end);
}

/** Programs and libraries of the system, and devices, which tell nothing of the user. */
const systemPath =
  /^(?:(?:\/usr)?(?:\/local)?\/s?bin\/(?:python[\d.]*|pip[\d.]*|node|npm|gcc|g\+\+|cc|c\+\+|make|sh|bash|nvcc|nvidia-smi|dni-workbench|xdg-open)|(?:\/usr)?(?:\/local)?\/lib(?:32|64)?(?:\/[\w]{1,20}-linux-gnu)?\/(?:lib(?:cu|nv|tensorflow|stdc|c|m|gcc|gomp|dl|pthread|rt|z)[\w+-]*|ld-linux[\w-]*)\.so[.\d]*|\/dev\/(?:null|nvidia\w*|dri)|\/proc\/(?:self|cpuinfo|meminfo))$/;
const programFolder =
  /^~[/\\]+(?:\.cache|\.config|\.local[/\\]share|Library[/\\]Caches|Library[/\\]Application Support|AppData[/\\](?:Local|Roaming))[/\\]+(?:dni-workbench|DNI Workbench)(?=$|[/\\])/;

/** What is kept of a path: all of one of the system, and of one of the program's own its folder. Null: nothing. */
function keptPath(path: string): string | null {
  if (systemPath.test(path)) return path;
  const [own] = programFolder.exec(path) ?? [];
  if (own === undefined) return null;
  return own.length === path.length ? own : `${own}/<path>`;
}

/** What stands for a path that begins with this word. */
function replacePath(word: string): string {
  const path = trimSigns(word);
  const kept = keptPath(path);
  if (kept !== null) return kept;
  if (path.startsWith('<project>')) return '<project>';
  return path.startsWith('~') && path.length > 1 ? '~/<path>' : '<path>';
}
