/**
 * The simulated fleet for what runs outside of this process. `node fleet.ts DIRECTORY` writes the
 * registry into the directory, prints a line, and ends when its input does.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf, type Fleet, PASSWORD, startFleet } from '../support/fleet.ts';

/** `archive` is healthy. Nothing listens at the address of `gone`. */
export async function startFleetFor(directory: string): Promise<Fleet> {
  const fleet = await startFleet((remote) => [
    { alias: 'archive', mode: 'proxy', proxyAddress: addressOf(remote) },
    { alias: 'gone', mode: 'proxy', proxyAddress: '127.0.0.1:1' },
  ]);
  const urls = fleet.local.nodes.map(({ url }) => url);
  const auth = { basic: { username: 'elastic', password: 'file:password' } };
  await writeFile(join(directory, 'password'), PASSWORD, { mode: 0o600 });
  await writeFile(
    join(directory, 'clusters.yml'),
    JSON.stringify({ vantage: 'test', clusters: [{ name: 'eu', urls, auth }] }),
  );
  return fleet;
}

if (import.meta.main) {
  const fleet = await startFleetFor(process.argv[2] ?? '.');
  process.stdout.write('The simulated fleet is running\n');
  process.stdin.resume().once('end', async () => {
    await fleet[Symbol.asyncDispose]();
    process.exit();
  });
}
