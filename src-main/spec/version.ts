/** Of the program, as in package.json; a test holds the two together. */
export const workbenchVersion = '0.1.0';
