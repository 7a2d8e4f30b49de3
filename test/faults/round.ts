import { createGenerator, type Generator } from './draw';
import type { References } from './references';
import type { Report } from './report';
import type { Scratch } from './scratch';
import { findRawError, shorten } from './sentences';
import type { Ended } from './program';

/** What all rounds share. */
export interface Setting {
  seed: number;
  scratch: Scratch;
  references: References;
  report: Report;
  log: (line: string) => void;
  /** Whether the time is over: no new round is begun then. */
  isOver: () => boolean;
}

/** One attack and what is expected after it. All that is random in it follows from the seed and its name. */
export class Round {
  readonly name: string;
  readonly generator: Generator;
  /** The folder of its project, which the round creates. */
  readonly project: string;
  readonly #setting: Setting;
  readonly #rawErrors = new Set<string>();

  constructor(setting: Setting, name: string) {
    this.#setting = setting;
    this.name = name;
    this.generator = createGenerator(setting.seed, name);
    this.project = setting.scratch.path(name.replace(/[^a-z0-9]+/g, '-'));
    setting.report.begin(name);
    setting.log(name);
  }

  get setting(): Setting {
    return this.#setting;
  }

  problem(sentence: string): void {
    this.#setting.report.problem(this.name, sentence);
  }

  /** Reports an answer to damage that is not one for users. Of those that are alike, all are counted and one is shown. */
  rawError(where: string, example: string, raw: string): void {
    this.#setting.report.add('rawErrors');
    const kind = `${where}: ${raw.split(':')[0]?.replace(/'[^']*'|\d+/g, '') ?? ''}`;
    if (this.#rawErrors.has(kind)) return;
    this.#rawErrors.add(kind);
    this.problem(`${where}, ${example}: ${raw}`);
  }

  expect(isRight: boolean, sentence: string): void {
    if (!isRight) this.problem(sentence);
  }

  /** Reports a program that did not end by itself, or that printed what users must not see. */
  checkOutput(command: string, { stderr, hung }: Pick<Ended, 'stderr' | 'hung'>): void {
    if (hung) this.problem(`'${command}' did not end`);
    const raw = findRawError(stderr);
    if (raw !== null) this.problem(`'${command}' prints a raw error: ${raw}`);
  }

  /**
   * Reports a program that does not fail, or that does not say in one sentence what is wrong. `ended` comes from a
   * command without `--json`, which prints that sentence to stderr.
   */
  checkFailure(command: string, ended: Ended, mentions: RegExp): void {
    this.checkOutput(command, ended);
    this.expect(ended.status !== 0, `'${command}' ends with status 0`);
    const errors = ended.stderr.split('\n').filter((line) => line.startsWith('error: '));
    this.expect(
      errors.length === 1 && mentions.test(errors[0] ?? ''),
      `'${command}' does not say in one sentence what is wrong (${mentions.source}): ${shorten(ended.stderr) || 'it prints nothing'}`,
    );
  }
}
