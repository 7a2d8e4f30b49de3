import { WorkbenchError } from '../spec/errors';
import { summarizeIssues } from '../spec/explain-issues';
import { isTooDeep, tooDeep } from '../spec/parse-json';
import { quote } from '../spec/quote';
import { commands, isCommandName, type Handlers } from './commands';
import { failure, success, type Envelope } from './envelope';

/**
 * Handles one message of either transport: validates the command's name and input, then calls its
 * handler. Never throws; errors are returned in the envelope.
 */
export async function dispatch(
  handlers: Handlers,
  name: string,
  input: unknown,
): Promise<Envelope> {
  try {
    if (!isCommandName(name))
      throw new WorkbenchError('notFound', `There is no command ${quote(name)}.`);
    if (isTooDeep(input))
      throw new WorkbenchError('validation', `The input of '${name}' does not fit: ${tooDeep}.`);
    const schema = commands[name].input;
    const parsed = schema.safeParse(input);
    if (!parsed.success)
      throw new WorkbenchError(
        'validation',
        `The input of '${name}' does not fit: ${summarizeIssues(parsed.error.issues, input, schema)}`,
      );
    const handler = handlers[name] as (input: unknown) => unknown;
    return success(await handler(parsed.data));
  } catch (error) {
    return failure(error);
  }
}
