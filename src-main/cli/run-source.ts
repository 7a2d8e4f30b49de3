import type { TableDialect } from '#spec/dataset';

/** What `import-runs` accepts beside the paths; all but the last two are about curves. */
export interface ImportRunsOptions extends Partial<TableDialect> {
  preview?: boolean;
  name?: string;
  tag?: string[];
  method?: string;
  seed?: number;
  set?: string[];
  metric?: string[];
  stepColumn?: string;
  timeColumn?: string;
  runColumn?: string;
  ignoreColumn?: string[];
  project?: string;
  json?: boolean;
}

/** One kind of file or folder that runs can come from. */
export interface RunSource {
  /** What it is, for messages: "an archive of this program". */
  label: string;
  /** Whether the file or folder is of this kind; it reads no more than that takes. */
  detect(path: string): Promise<boolean>;
  /** Brings the runs into the project and prints what came. Returns the exit status. */
  run(paths: readonly string[], options: ImportRunsOptions): Promise<number>;
}
