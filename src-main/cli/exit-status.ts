import { writeFailureLog } from '#service/failure-logs';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatProblem, type Problem } from '#spec/problems';

/** Documented by `--help`. `invalid`: invalid arguments or spec; `interrupted`: by a second Ctrl-C. */
export const exitStatus = { finished: 0, failed: 1, invalid: 2, interrupted: 130 } as const;

/** How a command that threw an error ends. */
export interface Failure {
  status: number;
  /** Printed to stderr: one sentence, or one per problem. */
  lines: string[];
}

/**
 * Exit status and messages for anything thrown. The stack of an error that is not a WorkbenchError is
 * written to a file, so that it can be reported.
 */
export async function describeFailure(error: unknown): Promise<Failure> {
  if (!(error instanceof WorkbenchError)) return logUnexpectedError(error);
  // As of a window that could not be built: a report of the problem has it.
  if (error.kind === 'internal') await writeFailureLog(error);
  const isUserError = ['validation', 'notFound', 'conflict'].includes(error.kind);
  return {
    status: isUserError ? exitStatus.invalid : exitStatus.failed,
    lines: problemsIn(error)?.map(formatProblem) ?? [
      `error: ${error.message}`,
      ...commandIn(error),
      ...filesIn(error),
    ],
  };
}

/** The error for a spec that cannot be trained; `details` holds all its problems. */
export function untrainableError(source: string, problems: readonly Problem[]): WorkbenchError {
  return new WorkbenchError('validation', `${source} cannot be trained as it stands.`, {
    problems,
  });
}

function problemsIn({ details }: WorkbenchError): Problem[] | null {
  if (typeof details !== 'object' || details === null || !('problems' in details)) return null;
  return details.problems as Problem[];
}

/** A command that the message refers to; it is printed on the line below. */
function commandIn({ details }: WorkbenchError): string[] {
  if (typeof details !== 'object' || details === null || !('command' in details)) return [];
  return [String(details.command)];
}

const maxFiles = 40;

/** The files that the message is about but does not name, as `name: reason`. */
function filesIn({ message, details }: WorkbenchError): string[] {
  if (typeof details !== 'object' || details === null || !('files' in details)) return [];
  if (!Array.isArray(details.files)) return [];
  const unnamed = details.files
    .map(String)
    .filter((line) => !message.includes(line.split(': ')[0] ?? ''));
  const more = unnamed.length - maxFiles;
  const lines = unnamed.slice(0, maxFiles).map((line) => `  ${line}`);
  return more > 0 ? [...lines, `  and ${more.toLocaleString('en')} more`] : lines;
}

async function logUnexpectedError(error: unknown): Promise<Failure> {
  const [sentence = 'unknown'] = messageOf(error).split('\n');
  const path = await writeFailureLog(error);
  const location = path === null ? '' : ` Details are in '${path}'.`;
  return {
    status: exitStatus.failed,
    lines: [`error: Something unforeseen went wrong: ${sentence.replace(/\.+$/, '')}.${location}`],
  };
}
