import { open, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { whereToSendReport } from '#api/problem-report';
import { assertTarget } from '#exchange/export-target';
import { placeError } from '#files/file-errors';
import { writeFileInParts } from '#files/file-output';
import { configDirectory } from '#files/config-directory';
import { createFileSettings } from '#server/settings-file';
import { readFailureLogs } from '#service/failure-logs';
import { listReportFiles } from '#service/problem-report/report-files';
import { readSecrets } from '#service/problem-report/secrets';
import { zipFiles } from '#service/problem-report/zip-files';
import { ProgramLog } from '#service/program-log';
import { messageOf, WorkbenchError } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { examineRuntime } from '#tensorflow/runtime/doctor';
import { print, printToStderr } from './output';

export interface ReportProblemOptions {
  out: string;
}

/** `report-problem`: writes a zip of versions, settings and logs, without data, and prints what is in it. */
export async function reportProblem({ out }: ReportProblemOptions): Promise<void> {
  const path = await requirePlace(out);
  printToStderr('This machine is examined, which takes a few seconds.');
  const settings = createFileSettings();
  const recent = await settings.recent();
  const { findings } = await examineRuntime().catch((error: unknown) => ({
    findings: [{ label: 'Examination', value: `failed: ${messageOf(error)}`, ok: false }],
  }));
  const files = listReportFiles(
    {
      version: workbenchVersion,
      host: 'command line',
      findings,
      settings: { slots: await settings.slots(), recentProjects: recent.length },
      log: logFolders()
        .map((folder) => new ProgramLog(join(folder, 'program.log')).read())
        .join(''),
      failures: await readFailureLogs(),
      window: null,
      runs: [],
    },
    readSecrets(recent.map(({ directory }) => directory)),
  );
  const zip = await zipFiles(files);
  await writeFileInParts(path, (output) => output.write(zip), { overwrite: false });
  for (const { name, bytes } of files) print(`${name}  ${bytes} bytes`);
  print(`Written to ${path}. ${whereToSendReport}`);
}

/** The path of the zip, where one can be written: the examination takes too long to find that out afterwards. */
async function requirePlace(out: string): Promise<string> {
  if (out.trim() === '')
    throw new WorkbenchError('validation', "'--out' is empty: give the path of the zip to write.");
  const path = resolve(out);
  await assertTarget(path, { isFolder: false, overwrite: false });
  try {
    // Permissions alone do not tell it, as of a folder of the system that takes no files.
    await (await open(path, 'wx')).close();
    await rm(path);
  } catch (error) {
    throw placeError(path, error);
  }
  return path;
}

/** Where the server and the desktop program log, installed or from the source. */
function logFolders(): string[] {
  const { platform, env } = process;
  const data =
    platform === 'darwin'
      ? join(homedir(), 'Library', 'Application Support')
      : platform === 'win32'
        ? (env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'))
        : env.XDG_CONFIG_HOME || join(homedir(), '.config');
  const folders = [configDirectory(), join(data, 'dni-workbench'), join(data, 'DNI Workbench')];
  return [...new Set(folders)].map((folder) => join(folder, 'logs'));
}
