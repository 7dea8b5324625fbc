/** Debian's Chromium, without a window. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser; says in a line what is missing, and with CI=true throws it. */
export function hasBrowser(): boolean {
  if (existsSync(EXECUTABLE)) return true;
  const missing = `No Chromium at ${EXECUTABLE}: apt-get install chromium, or name another with CHROMIUM=<path>; the tests of the pages are skipped`;
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`${missing}\n`);
  return false;
}

export function launch(): Promise<Browser> {
  // Nothing here is loaded from anywhere but this process, and root may not have a sandbox.
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  return chromium.launch({ executablePath: EXECUTABLE, args });
}
