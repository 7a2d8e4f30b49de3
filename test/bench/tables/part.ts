/** A part of the tables in resources/help/speed.md, which one command measures. */

export interface TableOptions {
  python: string;
  /** Fewer workloads and rounds, to see that it works. */
  quick: boolean;
  log(line: string): void;
}

export interface TablePart {
  name: string;
  /** The header of each table of the part. */
  headers: readonly (readonly string[])[];
  measure(options: TableOptions): Promise<Measured>;
}

export interface Measured {
  /** The rows of each table, in the order of the headers. */
  rows: readonly (readonly string[][])[];
  /** Paragraphs below the tables. */
  notes: readonly string[];
}
