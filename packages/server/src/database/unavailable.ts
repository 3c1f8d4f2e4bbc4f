/** The embedded database cannot be had. The message is written for the person at the terminal: what is wrong, and the ways out. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}
