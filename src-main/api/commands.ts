/**
 * The commands of the API: input and output of each, by what they are about in `contract/`.
 *
 * ```ts
 * const run = await client.call('runs.get', { projectId, runId });
 * ```
 */
import type { z } from 'zod';
import { checkpointCommands } from './contract/checkpoints';
import { comparisonCommands } from './contract/comparisons';
import { dataCommands } from './contract/data';
import { exportCommands } from './contract/exports';
import { importCommands } from './contract/imports';
import { jobCommands } from './contract/jobs';
import { modelCommands } from './contract/models';
import { placeCommands } from './contract/places';
import { problemReportCommands } from './contract/problem-report';
import { programCommands } from './contract/program';
import { projectCommands } from './contract/projects';
import { runCommands } from './contract/runs';
import { studyCommands } from './contract/studies';

/**
 * All commands that the window can send. Input validation, the list of allowed commands of both
 * transports, and the types of client and handlers are derived from this table.
 */
export const commands = {
  ...programCommands,
  ...problemReportCommands,
  ...projectCommands,
  ...modelCommands,
  ...dataCommands,
  ...runCommands,
  ...checkpointCommands,
  ...exportCommands,
  ...importCommands,
  ...comparisonCommands,
  ...studyCommands,
  ...placeCommands,
  ...jobCommands,
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** The input before parsing: values with defaults are optional. */
export type CommandInput<C extends CommandName> = z.input<Commands[C]['input']>;
/** The input as the handler receives it. */
export type ParsedInput<C extends CommandName> = z.output<Commands[C]['input']>;
export type CommandOutput<C extends CommandName> = z.output<Commands[C]['output']>;

/** One handler for each command. Handlers throw WorkbenchError. */
export type Handlers = {
  [C in CommandName]: (input: ParsedInput<C>) => Promise<CommandOutput<C>> | CommandOutput<C>;
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
