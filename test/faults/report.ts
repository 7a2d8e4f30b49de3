/** What the rounds count. All start at 0; the table has a line for each. */
const counters = {
  kills: 'programs and trainers ended at random moments',
  chains: 'runs that were resumed to their end',
  equalWeights: 'of these with the weights of the run that never stopped',
  equalCurves: 'of these with every row of every curve',
  holes: 'kills after which the curves ended before the newest checkpoint',
  lostRows: 'rows missing in these',
  tornFiles: 'torn files',
  doubleResumes: 'runs resumed by two programs at once',
  moves: 'project and run folders moved or removed while they were written',
  fullDisks: 'disks filled while a run trained',
  damagedCheckpoints: 'runs resumed past a damaged checkpoint, or from a chosen one',
  mutants: 'damaged files and specs read',
  rawErrors: 'of these answered with a raw error',
} as const;
export type Counter = keyof typeof counters;

/** What must be 0. The other counters are only information: what is wrong with them is a problem of its round. */
const mustBeZero: readonly Counter[] = ['holes', 'lostRows', 'tornFiles', 'rawErrors'];

/** The results of all rounds. A round is well unless it reports a problem. */
export class Report {
  readonly #counts = new Map<Counter, number>();
  readonly #problems = new Map<string, string[]>();
  readonly #skipped: string[] = [];
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  get(counter: Counter): number {
    return this.#counts.get(counter) ?? 0;
  }

  add(counter: Counter, count = 1): void {
    this.#counts.set(counter, this.get(counter) + count);
  }

  begin(round: string): void {
    this.#problems.set(round, this.#problems.get(round) ?? []);
  }

  problem(round: string, sentence: string): void {
    this.begin(round);
    const problems = this.#problems.get(round);
    if (problems?.includes(sentence)) return;
    problems?.push(sentence);
    this.#log(`  ${round}: PROBLEM: ${sentence}`);
  }

  skip(sentence: string): void {
    this.#skipped.push(sentence);
    this.#log(sentence);
  }

  get passed(): number {
    return [...this.#problems.values()].filter((problems) => problems.length === 0).length;
  }

  get failed(): number {
    return this.#problems.size - this.passed;
  }

  lines(): string[] {
    const rows = (Object.keys(counters) as Counter[]).map((counter) => {
      const mark = mustBeZero.includes(counter) && this.get(counter) > 0 ? '  <- must be 0' : '';
      return `${String(this.get(counter)).padStart(7)}  ${counters[counter]}${mark}`;
    });
    const problems = [...this.#problems].flatMap(([round, sentences]) =>
      sentences.map((sentence) => `- ${round}: ${sentence}`),
    );
    const shown = problems.slice(0, 60);
    const rest = problems.length - shown.length;
    return [
      ...rows,
      ...this.#skipped,
      ...(problems.length > 0 ? ['', 'What was wrong:', ...shown] : []),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ];
  }
}
