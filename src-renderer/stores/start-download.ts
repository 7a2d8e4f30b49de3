/** Lets the browser save what the workbench serves at an address, under the name that the workbench gives it. */
export function startDownload(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
