/** What the window remembers of the tour, so that it goes on after a restart and is offered only once. */
export interface TourRecord {
  /** `left`: declined, or left before its end. */
  status: 'new' | 'begun' | 'left' | 'done';
  /** Folder of the project in which it was begun. */
  directory: string | null;
  /** The model that it works on. */
  modelId: string | null;
  /** Whether the user has looked at earlier steps of the run, and at its end again. */
  hasReplayed: boolean;
  /** Whether the user has left the run for the question. */
  hasWatched: boolean;
}

export const unknownTour: TourRecord = {
  status: 'new',
  directory: null,
  modelId: null,
  hasReplayed: false,
  hasWatched: false,
};

const statuses = ['new', 'begun', 'left', 'done'] as const;

/** Undefined for what no tour has written. */
export function parseTourRecord(value: unknown): TourRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const read = value as Record<string, unknown>;
  const status = statuses.find((known) => known === read['status']);
  if (status === undefined) return undefined;
  const text = (name: string): string | null => {
    const found = read[name];
    return typeof found === 'string' ? found : null;
  };
  return {
    status,
    directory: text('directory'),
    modelId: text('modelId'),
    hasReplayed: read['hasReplayed'] === true,
    hasWatched: read['hasWatched'] === true,
  };
}
