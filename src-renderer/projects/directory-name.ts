/**
 * Suggests the folder of a new project: its name below `parent`, without characters that file
 * systems reject. Empty while there is no name.
 */
export function suggestDirectory(parent: string, name: string): string {
  const folder = name
    .trim()
    .normalize('NFC')
    .replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  if (folder === '') return '';
  const separator = parent.includes('\\') && !parent.includes('/') ? '\\' : '/';
  return `${parent.replace(/[\\/]+$/, '')}${separator}${folder}`;
}
