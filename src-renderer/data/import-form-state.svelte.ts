import type { ColumnRole, TableDialect } from '#spec/dataset';
import { messageOf } from '#spec/errors';
import { printable } from '#spec/quote';
import { datasets } from '../stores/datasets.svelte';
import { session } from '../stores/session.svelte';
import { fieldName, findInvalidField } from '../stores/typed-text';
import {
  assignRoles,
  choosePredicted,
  chooseRole,
  isPredicted,
  type ColumnFilter,
  type TableColumn,
} from './column-roles';
import { findDamagedFiles, type DamagedFiles } from './damaged-files';
import { createEmptyDraft, makeDatasetId, proposeName, type ImportDraft } from './import-draft';
import { buildImportRequest, buildTableRequest } from './import-request';
import { LatestAnswer } from './latest-answer';
import { TableReader, type TableReading } from './table-reader';
import { chooseDialect } from './table-text';

/** A pause in typing after which the table is read. */
const pauseMs = 250;

/** Why an import failed. */
export interface ImportFailure {
  message: string;
  /** The files that could be left out. */
  damaged: DamagedFiles | null;
}

/** The fields of a form in which a table's files are named. */
export type TableFileField = 'file' | 'validation' | 'test';

/**
 * The state of `ImportForm.svelte`. It outlasts the form, so that another view can be shown in between:
 * entries are cleared when they were imported, when the user cancels, and with another project.
 */
class ImportFormState {
  isOpen = $state(false);
  draft = $state(createEmptyDraft());
  failure = $state.raw<ImportFailure | null>(null);
  /** The data set that was imported just now, until its row is focused. */
  importedId = $state.raw<string | null>(null);
  /** The table as it would be imported; null while it is not known. */
  reading = $state.raw<TableReading | null>(null);
  readingError = $state.raw<string | null>(null);
  isReading = $state(false);
  /** Which columns of the table are shown. */
  filter = $state<ColumnFilter>({ text: '', group: 'all' });

  readonly name = $derived(
    this.draft.name ??
      proposeName(
        this.draft,
        datasets.list.map(({ id }) => id),
      ),
  );
  readonly datasetId = $derived(makeDatasetId(this.name));
  /** Why the name cannot be used; null also where there is none yet. */
  readonly nameProblem = $derived(
    datasets.list.some(({ id }) => id === this.datasetId)
      ? `There is a data set '${this.datasetId}' already. Choose another name.`
      : null,
  );

  readonly columns: readonly TableColumn[] = $derived(
    this.reading
      ? assignRoles(this.reading.preview.columns, this.reading.proposed, this.draft.roles)
      : [],
  );
  readonly predicted = $derived(this.columns.filter(isPredicted));
  /** Whether the user has said what is to be predicted. */
  readonly hasTarget = $derived(this.draft.predictsNext || this.predicted.length > 0);

  readonly #tableRequest = $derived(buildTableRequest(this.draft, []));
  /** Why the parts of the table cannot be cut in this way. */
  readonly partsProblem = $derived(
    typeof this.#tableRequest === 'string' && this.draft.file.trim() !== ''
      ? this.#tableRequest
      : null,
  );
  /** Changes whenever the table has to be read again. */
  readonly tableKey = $derived(
    JSON.stringify([this.#tableRequest, [...this.draft.roles], this.draft.predictsNext]),
  );

  /** Why the import cannot start yet; of other formats than tables, only their name is known before. */
  readonly obstacle = $derived.by(() => {
    if (this.nameProblem !== null) return this.nameProblem;
    if (this.draft.format !== 'csv') return null;
    if (this.draft.file.trim() === '') return 'Name the file of the table.';
    if (this.partsProblem !== null) return this.partsProblem;
    if (!this.reading)
      return this.isReading ? 'The table is being read.' : 'The table cannot be read: see above.';
    return this.columns.length > 0 && !this.hasTarget
      ? 'Say above which column is to be predicted.'
      : null;
  });
  /** Why the import would refuse the table, which depends on what is to be predicted. */
  readonly refusal = $derived(
    this.draft.format === 'csv' && this.obstacle === null
      ? (this.reading?.preview.refusal ?? null)
      : null,
  );

  readonly #reader = new TableReader((request) =>
    session.callInProject('datasets.previewTable', { request }),
  );
  readonly #answers = new LatestAnswer<TableReading | null>(pauseMs, {
    onanswer: (reading) => this.#finishReading(reading, null),
    onerror: (error) => this.#finishReading(null, messageOf(error)),
  });
  #readKey = '';
  #readFile = '';
  #projectId: string | null = null;

  constructor() {
    session.onProjectOpened(({ id }) => {
      if (this.#projectId !== id) this.close();
      this.#projectId = id;
    });
  }

  open(): void {
    this.isOpen = true;
  }

  /** Opens the form with these entries instead of those that were made before. */
  openWith(draft: ImportDraft): void {
    this.close();
    this.draft = draft;
    this.open();
  }

  /** Closes the form and forgets its entries. */
  close(): void {
    this.isOpen = false;
    this.draft = createEmptyDraft();
    this.failure = null;
    this.filter = { text: '', group: 'all' };
    this.#reader.forget();
    this.#readKey = '';
    this.#stopReading();
  }

  /** Reads the table once the user pauses, unless its files, or how to read them, are as before. */
  readTable(): void {
    if (this.tableKey === this.#readKey) return;
    this.#readKey = this.tableKey;
    const file = this.draft.file.trim();
    if (file !== this.#readFile) this.#stopReading();
    this.#readFile = file;
    if (typeof this.#tableRequest === 'string') return;
    this.isReading = true;
    const draft = $state.snapshot(this.draft) as ImportDraft;
    this.#answers.ask(() => this.#reader.read(draft));
  }

  /** Reads files that have changed on the disk. */
  readAgain(): void {
    this.#reader.forget();
    this.#readKey = '';
    this.readTable();
  }

  /** What is wrong with the file of this field: of the main file, unless the message names another. */
  findFileProblem(field: TableFileField): string | null {
    const problem = this.readingError ?? this.reading?.preview.refusal ?? '';
    const { tableValidation, tableTest } = this.draft;
    const parts = { validation: tableValidation, test: tableTest };
    const named = (['validation', 'test'] as const).find((part) => {
      const { from, file } = parts[part];
      return from === 'file' && file.trim() !== '' && problem.includes(printable(file.trim(), 60));
    });
    if (field === 'file') return named ? null : this.readingError;
    return named === field ? problem : null;
  }

  setDialect(key: keyof TableDialect, value: string): void {
    this.draft.dialect = chooseDialect(this.draft.dialect, key, value);
  }

  detectDialect(): void {
    this.draft.dialect = {};
  }

  setRole(columns: readonly TableColumn[], role: ColumnRole): void {
    this.draft.roles = chooseRole(this.draft.roles, columns, role);
    if (isPredicted({ role })) this.draft.predictsNext = false;
  }

  /** Makes one column the only one that is predicted. */
  predict(column: TableColumn, role: 'label' | 'value'): void {
    this.draft.roles = choosePredicted(this.draft.roles, column, role);
    this.draft.predictsNext = false;
  }

  /** No column is to be predicted. */
  predictNext(): void {
    this.draft.roles = choosePredicted(this.draft.roles, null, 'label');
    this.draft.predictsNext = true;
  }

  /** Takes all roles as proposed; what is to be predicted is asked again. */
  forgetRoles(): void {
    this.draft.roles = new Map();
    this.draft.predictsNext = false;
  }

  async import(skipDamaged = false): Promise<void> {
    const invalid = findInvalidField();
    if (invalid) {
      invalid.focus();
      this.#fail(`${fieldName(invalid)}: ${invalid.validationMessage}`);
      return;
    }
    const request = buildImportRequest(this.draft, {
      name: this.name,
      columns: this.columns,
      skipDamaged,
    });
    if (typeof request === 'string') return this.#fail(request);
    this.failure = null;
    const projectId = this.#projectId;
    try {
      const dataset = await datasets.import(request);
      session.notify(`'${dataset.name}' was imported.`, 'success');
      datasets.expandOnly(dataset.id);
      this.importedId = dataset.id;
      if (projectId === this.#projectId) this.close();
    } catch (error) {
      if (projectId !== this.#projectId) session.report(error);
      else this.failure = { message: messageOf(error), damaged: findDamagedFiles(error) };
    }
  }

  #fail(message: string): void {
    this.failure = { message, damaged: null };
  }

  #stopReading(): void {
    this.#answers.cancel();
    this.#finishReading(null, null);
  }

  #finishReading(reading: TableReading | null, error: string | null): void {
    this.reading = reading;
    this.readingError = error;
    this.isReading = false;
  }
}

export const importForm = new ImportFormState();
