import { listAlertedRuns, type AlertedRun } from './alert-marks';
import { compared } from './compared.svelte';

/** The runs that are drawn and have alerts, found once for all charts. */
class ComparedAlerts {
  readonly runs: readonly AlertedRun[] = $derived(
    listAlertedRuns(compared.lines.filter(({ isHidden }) => !isHidden)),
  );
}

export const alerts = new ComparedAlerts();
