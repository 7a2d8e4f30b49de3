import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatProblem, type Problem } from '#spec/problems';
import { cacheFolder } from '#tensorflow/runtime/cache';

/** As the help says it. `interrupted`: a second Ctrl-C. */
export const exitStatus = { finished: 0, failed: 1, wrong: 2, interrupted: 130 } as const;

/** What a command may end with, other than well. */
export interface Failure {
  status: number;
  /** For stderr: one sentence, or one a problem. */
  lines: string[];
}

/**
 * Anything thrown, in sentences. What was not foreseen goes with its stack to a file, so that it can
 * be reported.
 */
export async function failureOf(error: unknown): Promise<Failure> {
  if (!(error instanceof WorkbenchError)) return unexpected(error);
  const isWrong = ['validation', 'notFound', 'conflict'].includes(error.kind);
  return {
    status: isWrong ? exitStatus.wrong : exitStatus.failed,
    lines: problemsOf(error)?.map(formatProblem) ?? [
      `error: ${error.message}`,
      ...commandOf(error),
    ],
  };
}

/** Says no to a description, with all that is wrong with it. */
export function refusal(source: string, problems: readonly Problem[]): WorkbenchError {
  return new WorkbenchError('validation', `${source} cannot be trained as it stands.`, {
    problems,
  });
}

function problemsOf({ details }: WorkbenchError): Problem[] | null {
  if (typeof details !== 'object' || details === null || !('problems' in details)) return null;
  return details.problems as Problem[];
}

/** The command that the message speaks of as being below it. */
function commandOf({ details }: WorkbenchError): string[] {
  if (typeof details !== 'object' || details === null || !('command' in details)) return [];
  return [String(details.command)];
}

async function unexpected(error: unknown): Promise<Failure> {
  const [sentence = 'unknown'] = messageOf(error).split('\n');
  const folder = join(cacheFolder(), 'logs');
  const file = join(folder, `error-${new Date().toISOString().replaceAll(':', '')}.log`);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const place = await mkdir(folder, { recursive: true })
    .then(() => writeFile(file, `${process.argv.join(' ')}\n${text}\n`))
    .then(
      () => ` Details are in '${file}'.`,
      () => '',
    );
  return {
    status: exitStatus.failed,
    lines: [`error: Something unforeseen went wrong: ${sentence.replace(/\.+$/, '')}.${place}`],
  };
}
