import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where a Chromium of the machine stands, if it has one. Nothing is ever downloaded. */
export function installedBrowser(): string | undefined {
  const places = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return places
    .flatMap((place) => NAMES.map((name) => join(place, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Opens a browser that can look up no name and keeps still when nobody uses it. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const offline = ['--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet, ...offline] });
}
