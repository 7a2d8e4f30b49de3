/** Patterns of texts that come from JavaScript, Node or a library and say nothing to a user. */
const rawErrors = [
  /\b(Type|Reference|Range|Syntax|Zod|Assertion)Error\b/,
  /^\s+at .+:\d+:\d+/m,
  /Something unforeseen/,
  /is not (a function|iterable|a constructor)/,
  /Cannot (read|set) propert|Cannot destructure|Cannot convert/,
  /Maximum call stack|Invalid (array|string) length|Array buffer allocation/,
  /\bE[A-Z]{4,}: /,
  /\[object Object\]/,
  // Descriptions of a schema may say that a value is missing.
  /(?<!received )\bundefined\b/,
];
const longest = 2000;

/** Why a text that the program shows is not a sentence for users; null where nothing is wrong with it. */
export function findRawError(text: string): string | null {
  const raw = rawErrors.map((pattern) => pattern.exec(text)?.[0].trim()).find((match) => match);
  if (raw !== undefined) return `it has '${raw}': ${shorten(text)}`;
  if (text.length > longest) return `it has ${text.length} characters: ${shorten(text)}`;
  return null;
}

/** The same for the message of an error, which is one line. */
export function findRawMessage(message: string): string | null {
  if (message.trim() === '') return 'it is empty';
  if (message.includes('\n')) return `it has several lines: ${shorten(message)}`;
  return findRawError(message);
}

/** Anything that was thrown and is not an error for users: its message, and the line of the program that threw it. */
export function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return shorten(String(error));
  const place = /src-main\/\S+:\d+/.exec(error.stack ?? '')?.[0];
  return `${error.name} ${shorten(error.message)}${place ? `, from ${place}` : ''}`;
}

export function shorten(text: string): string {
  const line = text.trim().replaceAll('\n', ' ⏎ ');
  return line.length > 300 ? `${line.slice(0, 300)} ...` : line;
}
