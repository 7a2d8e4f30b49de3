/** The folders from which the data of tasks are read. */
export interface DataDirectories {
  /** The program's `resources` folder, which holds the bundled data. */
  resources: string;
  /** The project's `datasets` folder; null where there is no project. */
  datasets: string | null;
}
