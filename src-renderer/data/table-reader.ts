import type { TablePreview } from '#spec/dataset';
import { assignRoles, type ProposedRole } from './column-roles';
import type { ImportDraft } from './import-draft';
import { buildTableRequest, type TableSourceRequest } from './import-request';

/** What is known of a table before it is imported. */
export interface TableReading {
  preview: TablePreview;
  /** The roles of the columns without the user's choices. */
  proposed: readonly ProposedRole[];
}

/**
 * Reads the preview of a table. The roles that the user chose are about certain columns. Where the
 * columns are not known for this file, read in this way, they are read without the roles first.
 */
export class TableReader {
  readonly #read: (request: TableSourceRequest) => Promise<TablePreview>;
  #known: { source: string; reading: TableReading } | null = null;

  constructor(read: (request: TableSourceRequest) => Promise<TablePreview>) {
    this.#read = read;
  }

  /** Reads the files anew, because they may have changed. */
  forget(): void {
    this.#known = null;
  }

  /** Null where the draft does not say enough yet. Throws WorkbenchError where a file cannot be read. */
  async read(draft: ImportDraft): Promise<TableReading | null> {
    const plain = buildTableRequest(draft, []);
    if (typeof plain === 'string') return null;
    const source = JSON.stringify([
      plain.file,
      plain.validationFile,
      plain.testFile,
      draft.dialect,
    ]);
    if (this.#known?.source !== source) {
      const preview = await this.#read(plain);
      const proposed = preview.columns.map(({ role, note }) => ({ role, note }));
      this.#known = { source, reading: { preview, proposed } };
      if (!hasChoices(draft, preview)) return this.#known.reading;
    }
    const { preview, proposed } = this.#known.reading;
    const request = buildTableRequest(draft, assignRoles(preview.columns, proposed, draft.roles));
    return typeof request === 'string' ? null : { preview: await this.#read(request), proposed };
  }
}

function hasChoices({ roles, predictsNext }: ImportDraft, { columns }: TablePreview): boolean {
  return predictsNext || columns.some(({ name }) => roles.has(name));
}
