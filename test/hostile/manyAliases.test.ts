/** A local node that lists far more remote clusters than any should have. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCannedLocal } from './support/cannedLocal.ts';
import { expectEnded, type Run, runCheck } from './support/command.ts';
import { type Peer, startPeer } from './support/listening.ts';

/** Of the registry, the last of the list by name and by place. */
const NAMED = 'z-last';

describe.each([1000, 30_000])('a local node that lists %i remotes', (count) => {
  const peers: Peer[] = [];
  let run: Run;

  beforeAll(async () => {
    const seed = await startPeer((socket) => void socket.end());
    const seeds = [`127.0.0.1:${seed.port}`];
    const aliases = Array.from({ length: count - 1 }, (_, index) => `alias-${index}`);
    const local = await startCannedLocal(
      Object.fromEntries([...aliases, NAMED].map((alias) => [alias, seeds])),
    );
    peers.push(seed, local);
    const urls = [`http://127.0.0.1:${local.port}`];
    run = await runCheck({
      clusters: [{ name: 'eu', urls, auth: 'none', remotes: { [NAMED]: {} } }],
    });
  });

  afterAll(async () => {
    for (const peer of peers) await peer[Symbol.asyncDispose]();
  });

  it('does not keep the check from ending', () => expectEnded(run));

  it('has 1,000 of them checked, and no request that waited for its turn counts against one', () => {
    const checked = run.results.filter(({ alias }) => alias !== '*');
    expect(checked).toHaveLength(1000);
    expect(new Set(checked.map(({ status }) => status))).toEqual(new Set(['healthy']));
  });

  it('says how many were skipped, and the first names', () => {
    const skipped = run.results.find(({ alias }) => alias === '*');
    if (count === 1000) expect(skipped).toBeUndefined();
    else
      expect(skipped?.cause).toMatchObject({
        code: 'limits-reached',
        evidence: expect.stringMatching(/^29000 remote clusters were not checked.*: alias-\d+, /),
      });
  });

  it('has one checked that the registry names, though it is the last of all', () => {
    expect(run.results.map(({ alias }) => alias)).toContain(NAMED);
  });
});
