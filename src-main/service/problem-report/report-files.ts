import { cpus, release, totalmem, type } from 'node:os';
import type { ReportedFile, WindowReport } from '#api/problem-report';
import type { LogEntry } from '#api/types';
import type { Finding } from '#tensorflow/runtime/doctor';
import { readmeOfReport } from './readme';
import { redactRun } from './redact-run';
import { redactText, type Secrets } from './redact';

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
  window: WindowReport | null;
  /** The runs that the user has chosen. */
  runs: readonly { id: string; run: unknown; log: readonly LogEntry[] }[];
}

/** The files of a report: what is not named here is not in it. */
export function listReportFiles(sources: ReportSources, secrets: Secrets): ReportedFile[] {
  const { log, window, runs, settings } = sources;
  const files: [name: string, text: string][] = [
    ['versions.txt', redactText(describeVersions(sources), secrets)],
    ['settings.json', redactText(`${JSON.stringify(settings, null, 2)}\n`, secrets)],
    ...(log === '' ? [] : [['program.log', redactText(log, secrets)] as [string, string]]),
    ...(window
      ? [['window.txt', redactText(describeWindow(window), secrets)] as [string, string]]
      : []),
    ...runs.flatMap(({ id, run, log: entries }): [string, string][] => [
      [`runs/${id}/run.json`, redactRun(run, secrets)],
      [
        `runs/${id}/log.jsonl`,
        redactText(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), secrets),
      ],
    ]),
  ];
  const readme = readmeOfReport(files.map(([name]) => name));
  return [['README.md', readme] as const, ...files].map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    text,
  }));
}

function describeVersions({ version, host, findings }: ReportSources): string {
  const { node, electron, chrome } = process.versions;
  const [processor] = cpus();
  const lines: [string, string][] = [
    ['DNI Workbench', `${version}, ${host}`],
    ...(electron === undefined ? [] : [['Electron', electron] as [string, string]]),
    ...(chrome === undefined ? [] : [['Chromium', chrome] as [string, string]]),
    ['Node', node],
    ['System', `${type()} ${release()} ${process.arch}`],
    ['Processor', `${processor?.model ?? 'unknown'}, ${cpus().length} threads`],
    ['Memory', `${(totalmem() / 1e9).toFixed(1)} GB`],
    ...findings.map(({ label, value, ok }): [string, string] => [
      `doctor: ${label}`,
      ok ? value : `${value} (!)`,
    ]),
  ];
  return lines.map(([label, value]) => `${label}: ${value}\n`).join('');
}

function describeWindow({ userAgent, appearance, shownErrors, ownErrors }: WindowReport): string {
  const list = (title: string, texts: readonly string[]): string =>
    `\n${title}: ${texts.length === 0 ? 'none' : ''}\n${texts.map((text) => `- ${text}\n`).join('')}`;
  return [
    `Engine: ${userAgent}\n`,
    ...Object.entries(appearance).map(([key, value]) => `${key}: ${value}\n`),
    list('Errors that were shown, the newest first', shownErrors),
    list('Errors of its code, the newest first', ownErrors),
  ].join('');
}
