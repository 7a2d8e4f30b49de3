import { whereToSendReport, type PreparedReport, type WindowReport } from '#api/problem-report';
import { messageOf } from '#spec/errors';
import { notices } from '../stores/notices.svelte';
import { runs } from '../stores/runs.svelte';
import { session } from '../stores/session.svelte';
import { saveBytes } from '../stores/take-text';
import { textSize } from '../stores/text-size.svelte';
import { windowErrors } from '../stores/window-errors';

const fileName = 'dni-workbench-problem.zip';
/** Runs that are offered at first, and with each further click: a problem is mostly about one of the last. */
const runsAtOnce = 8;

type Phase =
  | { kind: 'collecting' }
  | { kind: 'ready'; report: PreparedReport }
  | { kind: 'failed'; message: string };

/** The dialog that shows what is in the report of a problem, and saves it. */
class ProblemReport {
  isOpen = $state(false);
  phase = $state.raw<Phase>({ kind: 'collecting' });
  /** The runs whose records and logs are in it; none at first. */
  runIds = $state.raw<readonly string[]>([]);
  /** Counted up with each collection: an answer to an older one comes to nothing. */
  #collections = 0;

  #offered = $state(runsAtOnce);
  readonly choices = $derived(session.project ? runs.list.slice(0, this.#offered) : []);
  /** Older runs, which are not offered yet. */
  readonly olderCount = $derived(
    session.project ? Math.max(0, runs.list.length - this.#offered) : 0,
  );

  show(): void {
    this.runIds = [];
    this.#offered = runsAtOnce;
    this.isOpen = true;
    void this.collect();
  }

  offerMore(): void {
    this.#offered += runsAtOnce;
  }

  include(runId: string, isIncluded: boolean): void {
    const others = this.runIds.filter((id) => id !== runId);
    this.runIds = isIncluded ? [...others, runId] : others;
    void this.collect();
  }

  async collect(): Promise<void> {
    this.phase = { kind: 'collecting' };
    const collection = (this.#collections += 1);
    const phase = await this.#prepare();
    if (collection === this.#collections) this.phase = phase;
  }

  async #prepare(): Promise<Phase> {
    const window = describeWindow();
    const runIds = [...this.runIds];
    try {
      const report =
        runIds.length === 0
          ? await session.call('problemReport.prepare', { window })
          : await session.callInProject('problemReport.prepareWithRuns', { window, runIds });
      return { kind: 'ready', report };
    } catch (error) {
      return { kind: 'failed', message: messageOf(error) };
    }
  }

  /** Saves what the dialog lists: with the dialog of the platform, in a browser as a download. */
  async save(): Promise<void> {
    if (this.phase.kind !== 'ready') return;
    const { reportId } = this.phase.report;
    let place = `‘${fileName}’, in the folder for downloads of your browser`;
    if (!session.hasDialogs) {
      const bytes = await session.attempt(() => session.call('problemReport.read', { reportId }));
      if (!bytes) return;
      saveBytes(fileName, bytes, 'application/zip');
    } else {
      const path = await session.chooseNewPath(fileName);
      if (path === null) return;
      place = `‘${path}’`;
      const saved = await session.attempt(async () => {
        await session.call('problemReport.save', { reportId, path });
        return true;
      });
      if (!saved) return;
    }
    this.isOpen = false;
    session.notify(`The report is saved as ${place}. ${whereToSendReport}`, 'success');
  }
}

function describeWindow(): WindowReport {
  return {
    userAgent: navigator.userAgent,
    appearance: {
      view: session.view,
      theme: session.theme,
      textScale: String(textSize.scale),
      size: `${window.innerWidth} x ${window.innerHeight}, ${window.devicePixelRatio} pixels each`,
      language: navigator.language,
    },
    shownErrors: notices.past.map(({ text }) => text.slice(0, 4000)),
    ownErrors: windowErrors(),
  };
}

export const problemReport = new ProblemReport();
