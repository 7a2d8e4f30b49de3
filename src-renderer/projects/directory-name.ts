/**
 * The folder suggested for a new project: its name below `parent`, without what file systems do not
 * take. Empty while there is no name.
 */
export function directoryFor(parent: string, name: string): string {
  const folder = name
    .trim()
    .normalize('NFC')
    .replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  if (folder === '') return '';
  const separator = parent.includes('\\') && !parent.includes('/') ? '\\' : '/';
  return `${parent.replace(/[\\/]+$/, '')}${separator}${folder}`;
}
