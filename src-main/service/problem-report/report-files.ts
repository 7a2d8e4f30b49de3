import { cpus, release, totalmem, type } from 'node:os';
import type { ReportedFile, WindowReport } from '#api/problem-report';
import type { LogEntry } from '#api/types';
import type { Finding } from '#tensorflow/runtime/doctor';
import { readmeOfReport } from './readme';
import { redactRun } from './redact-run';
import { redactText, redactValue } from './redact';
import type { Secrets } from './secrets';

/** What is known of the program, of this computer and of the window. */
export interface ReportSources {
  version: string;
  host: 'electron' | 'browser' | 'command line';
  /** What `doctor` says. */
  findings: readonly Finding[];
  /** Settings without paths. */
  settings: object;
  /** The log of the program. */
  log: string;
  /** Errors that have ended a command or a start of the program. */
  failures: string;
  window: WindowReport | null;
  /** The runs that the user has chosen. */
  runs: readonly { run: object; log: readonly LogEntry[] }[];
}

/** Entries of the log of a run that are reported: the newest, which tell of its end. */
const maxLogEntries = 2000;

/** The files of a report: what is not named here is not in it. */
export function listReportFiles(sources: ReportSources, secrets: Secrets): ReportedFile[] {
  const { log, failures, window, runs, settings } = sources;
  const redact = (text: string): string => redactText(text, secrets);
  const files: [name: string, text: string][] = [
    ['versions.txt', describeVersions(sources, redact)],
    ['settings.json', `${JSON.stringify(redactValue(settings, secrets), null, 2)}\n`],
    ...(log === '' ? [] : [['program.log', redact(log)] as [string, string]]),
    ...(failures === '' ? [] : [['failures.log', redact(failures)] as [string, string]]),
    ...(window ? [['window.txt', describeWindow(window, redact)] as [string, string]] : []),
    // The id of a run has the name of its model in it.
    ...runs.flatMap(({ run, log: entries }, index): [string, string][] => [
      [`runs/${index + 1}/run.json`, redactRun(run, secrets)],
      [`runs/${index + 1}/log.jsonl`, redactLog(entries, redact)],
    ]),
  ];
  const readme = readmeOfReport(files.map(([name]) => name));
  return [['README.md', readme] as const, ...files].map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    text,
  }));
}

type Redact = (text: string) => string;

function redactLog(entries: readonly LogEntry[], redact: Redact): string {
  return entries
    .slice(-maxLogEntries)
    .map(({ time, level, message }) => {
      return `${JSON.stringify({ time, level, message: redact(message) })}\n`;
    })
    .join('');
}

function describeVersions({ version, host, findings }: ReportSources, redact: Redact): string {
  const { node, electron, chrome } = process.versions;
  const [processor] = cpus();
  const lines: [string, string][] = [
    ['DNI Workbench', `${version}, ${host}`],
    ...(electron === undefined ? [] : [['Electron', electron] as [string, string]]),
    ...(chrome === undefined ? [] : [['Chromium', chrome] as [string, string]]),
    ['Node', node],
    ['System', `${type()} ${redact(release())} ${process.arch}`],
    ['Processor', `${processor?.model ?? 'unknown'}, ${cpus().length} threads`],
    ['Memory', `${(totalmem() / 1e9).toFixed(1)} GB`],
    ...findings.map(({ label, value, ok }): [string, string] => [
      `doctor: ${label}`,
      ok ? redact(value) : `${redact(value)} (!)`,
    ]),
  ];
  return lines.map(([label, value]) => `${label}: ${value}\n`).join('');
}

function describeWindow(
  { userAgent, appearance, shownErrors, ownErrors }: WindowReport,
  redact: Redact,
): string {
  const list = (title: string, texts: readonly string[]): string =>
    `\n${title}: ${texts.length === 0 ? 'none' : ''}\n${texts.map((text) => `- ${redact(text)}\n`).join('')}`;
  const engines = userAgent.match(engine)?.join(', ') ?? 'unknown';
  return [
    `Engine: ${engines}\n`,
    ...Object.entries(appearance).map(([key, value]) => `${redact(key)}: ${redact(value)}\n`),
    list('Errors that were shown, the newest first', shownErrors),
    list('Errors of its code, the newest first', ownErrors),
  ].join('');
}

/** What a browser calls itself, beside words that each of them has, and that are of its system. */
const engine = /\b(?:Chrome|Electron|Firefox|Version|Safari|AppleWebKit|Edg|OPR)\/[\d.]{1,30}/g;
