import { readFile } from 'node:fs/promises';
import type { LabNode } from '../clusters/lab.ts';

const ESTABLISHED = '01';
const CLOSE_WAIT = '08';

/** How many connections this node's ports hold, of /proc/net/tcp and tcp6 (Linux). */
export async function openSockets({ http, transport, remote }: LabNode): Promise<number> {
  const ports = new Set([http, transport, remote]);
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8')),
  );
  const rows = tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((row) => row.trim().split(/\s+/));
  return rows.filter(
    ([, local = '', , state = '']) =>
      ports.has(portIn(local)) && [ESTABLISHED, CLOSE_WAIT].includes(state),
  ).length;
}

/** `0100007F:2407` → 9223. */
function portIn(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}
