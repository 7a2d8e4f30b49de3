/** Where the data of a task lie. */
export interface DataPlaces {
  /** The program's `resources` folder. */
  resources: string;
  /** The project's `datasets` folder; null where there is no project. */
  datasets: string | null;
}
