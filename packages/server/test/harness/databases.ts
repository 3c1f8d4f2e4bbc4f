import { inject } from 'vitest';
import type { Flavour } from './run-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
    flavour: Flavour;
  }
}

/** The server that this test run has started: its superuser's url, and which PostgreSQL it is. */
export async function testServer(): Promise<{ readonly adminUrl: string; readonly flavour: Flavour }> {
  return { adminUrl: inject('adminUrl'), flavour: inject('flavour') };
}
