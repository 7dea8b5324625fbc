import { describe, expect, it } from 'vitest';
import { censusOf, NO_CENSUS, type Standing } from '../../../lib/state/incident/census.ts';

function standing(cluster: string, alias: string, rest: Partial<Standing> = {}): Standing {
  return { cluster, alias, status: 'healthy', addresses: `addresses of ${alias}`, ...rest };
}

describe('censusOf', () => {
  const bad = { status: 'failing' } as const;

  it('counts the remotes of a local cluster, and those that are failing', () => {
    const census = censusOf([
      standing('eu', 'a', bad),
      standing('eu', 'b', { status: 'degraded' }),
      standing('us', 'a', bad),
    ]);
    expect(census.ofLocal('eu')).toEqual({ bad: 1, of: 2 });
    expect(census.ofLocal('nowhere')).toEqual({ bad: 0, of: 0 });
  });

  it('counts the local clusters of a remote under any alias', () => {
    const uuid = { remoteClusterUuid: 'uuid-of-archive' };
    const census = censusOf([
      standing('eu', 'archive', { ...uuid, ...bad }),
      standing('us', 'old_archive', uuid),
      standing('asia', 'archive', { ...bad, addresses: 'others' }),
    ]);
    expect(census.ofRemote(census.identityOf({ cluster: 'eu', alias: 'archive' }))).toEqual({
      bad: 1,
      of: 2,
    });
    expect(census.ofRemote(census.identityOf({ cluster: 'asia', alias: 'archive' }))).toEqual({
      bad: 1,
      of: 1,
    });
  });

  it('counts a local cluster once that has a remote registered twice', () => {
    const census = censusOf([
      standing('eu', 'a', { addresses: 'x', ...bad }),
      standing('eu', 'b', { addresses: 'x', ...bad }),
    ]);
    expect(census.ofRemote(census.identityOf({ cluster: 'eu', alias: 'a' }))).toEqual({
      bad: 1,
      of: 1,
    });
  });

  it('identifies by its addresses a remote that one local cluster never reached', () => {
    const census = censusOf([
      standing('eu', 'archive', bad),
      standing('us', 'archive', { remoteClusterUuid: 'uuid-of-archive' }),
    ]);
    expect(census.identityOf({ cluster: 'eu', alias: 'archive' })).toBe('uuid-of-archive');
  });

  it('treats a remote without known identity as separate', () => {
    const census = censusOf([
      standing('eu', 'a', { addresses: undefined }),
      standing('us', 'a', { addresses: undefined }),
    ]);
    expect(census.ofRemote(census.identityOf({ cluster: 'eu', alias: 'a' }))).toEqual({
      bad: 0,
      of: 1,
    });
    expect(NO_CENSUS.identityOf({ cluster: 'eu', alias: 'a' })).not.toBe(
      NO_CENSUS.identityOf({ cluster: 'us', alias: 'a' }),
    );
  });
});
