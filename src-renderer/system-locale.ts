import { setDateLocale } from '#spec/date-format';
import { setNumberLocale } from '#spec/number-format';

/** Numbers, dates and times follow the system, in a browser its language. Imported before everything that writes them. */
const { numbers, dates } = globalThis.window.workbench?.locales ?? {
  numbers: navigator.language,
  dates: navigator.language,
};
setNumberLocale(numbers);
setDateLocale(dates);
