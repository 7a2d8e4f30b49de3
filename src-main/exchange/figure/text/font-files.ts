/** The files of the fonts, as Node finds them. A package holds them at the same place (`.config/package`). */
export const fontFiles = {
  stix: '@expo-google-fonts/stix-two-text/400Regular/STIXTwoText_400Regular.ttf',
  'dejavu-serif': 'dejavu-fonts-ttf/ttf/DejaVuSerif.ttf',
  'dejavu-sans': 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
} as const;
export type FontName = keyof typeof fontFiles;
