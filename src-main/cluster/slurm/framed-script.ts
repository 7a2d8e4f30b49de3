/**
 * A script whose answer is told apart from what a login host prints beside it: the greeting of a host, the output of
 * start-up files.
 */
export interface ScriptAnswer {
  /** The exit status of the script. */
  code: number;
  /** Exactly what the script has printed. */
  stdout: Buffer;
  /** What its commands have printed as errors, abbreviated. */
  errors: string;
}

/** `token` is a word that nothing else prints. */
export function frameScript(script: string, token: string): string {
  return [
    // Messages of commands are read, and names sorted by their bytes.
    'LC_ALL=C; export LC_ALL',
    `printf '\\n%s begin\\n' ${token}`,
    `answer() {\n${script}\n}`,
    'exec 3>&1',
    'errors=$( (answer) 2>&1 >&3 3>&- )',
    'code=$?',
    `printf '\\n%s end %s\\n%.4000s\\n%s\\n' ${token} "$code" "$errors" ${token}`,
  ].join('\n');
}

/** Null where the output has no answer, or only the beginning of one. */
export function readAnswer(output: Buffer, token: string): ScriptAnswer | null {
  const begin = `\n${token} begin\n`;
  const from = output.indexOf(begin);
  if (from < 0) return null;
  const to = output.lastIndexOf(`\n${token} end `);
  if (to < from) return null;
  const match = new RegExp(`^\\n${token} end (\\d+)\\n([^]*)\\n${token}\\n`).exec(
    output.toString('utf8', to),
  );
  if (!match) return null;
  return {
    code: Number(match[1]),
    stdout: output.subarray(from + begin.length, Math.max(to, from + begin.length)),
    errors: (match[2] ?? '').trim(),
  };
}

export function hasBegun(output: Buffer, token: string): boolean {
  return output.includes(`\n${token} begin\n`);
}
