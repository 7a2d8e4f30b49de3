/** Version of the program. A test checks that it equals the one in package.json. */
export const workbenchVersion = '0.1.0';
