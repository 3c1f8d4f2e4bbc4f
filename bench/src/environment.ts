import process from 'node:process';

/** The environment of this process, read here and nowhere else in the bench. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;
