import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isLegalStep } from '../../lib/preflight/upgradePath.ts';
import { lostKinds, verdictsOf } from '../../lib/preflight/verdicts.ts';
import { parseVersion, type Version } from '../../lib/release/release.ts';
import { recording, recordingNames } from '../collect/elasticsearch/support/recording.ts';

const published: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('../fixtures/versions/ccs-compatibility.json', import.meta.url), 'utf8'),
).local_to_remotes;
const minors = Object.keys(published);

function release(minor: string): Version {
  return parseVersion(`${minor}.0`) as Version;
}

describe.each(minors)('with a local cluster of %s', (local) => {
  it.each(minors)(
    'search losses after an upgrade of either side in %s match the published table',
    (remote) => {
      const works = (one: string, other: string) => published[one]?.includes(other) === true;
      const before = verdictsOf([`${local}.0`], [`${remote}.0`]);
      // If the wire is lost, the loss of searches is not reported separately.
      const losesSearch = (one: string, other: string) =>
        lostKinds(before, verdictsOf([`${one}.0`], [`${other}.0`]), 'no').some(
          ({ kind }) => kind === 'search' || (kind === 'wire' && works(local, remote)),
        );
      const next = (from: string) => minors.filter((to) => isLegalStep(release(from), release(to)));
      for (const to of next(local))
        expect(losesSearch(to, remote), `local to ${to}`).toBe(
          works(local, remote) && !works(to, remote),
        );
      for (const to of next(remote))
        expect(losesSearch(local, to), `remote to ${to}`).toBe(
          works(local, remote) && !works(local, to),
        );
    },
  );
});

const infoSchema = z.object({ remote_b: z.object({ connected: z.boolean() }) });

it.each(recordingNames('sniff-remote-info-after').filter((name) => name.startsWith('t-versions-')))(
  '%s: real clusters connect as predicted',
  (name) => {
    const [, local = '', remote = ''] = /^t-versions-(.+)-to-(.+)\//.exec(name) ?? [];
    const { connected } = infoSchema.parse(recording(name).body).remote_b;
    expect(verdictsOf([local], [remote]).wire.verdict).toBe(
      connected ? 'supported' : 'unsupported',
    );
  },
);

describe('lostKinds', () => {
  const ok = verdictsOf(['9.5.0'], ['9.5.0']);

  it('reports only the wire if it is lost', () => {
    expect(
      lostKinds(verdictsOf(['8.18.0'], ['9.0.0']), verdictsOf(['8.18.0'], ['9.1.0']), 'yes'),
    ).toMatchObject([
      {
        kind: 'wire',
        certainty: 'certain',
        why: '9.1.0 understands 8.19.0 and later, the other side runs 8.18.0',
      },
    ]);
  });

  it.each([
    ['yes', ['certain']],
    ['unknown', ['maybe']],
    ['no', []],
  ] as const)('counts replication as it is used: %s', (follows, certainties) => {
    expect(
      lostKinds(ok, verdictsOf(['9.5.0'], ['9.6.0']), follows).map(({ certainty }) => certainty),
    ).toEqual(certainties);
  });

  it('reports unknown losses as such, and nothing that did not work before', () => {
    const unknown = verdictsOf(['9.5.0'], ['10.0.0']);
    expect(lostKinds(ok, unknown, 'no')).toMatchObject([{ kind: 'wire', certainty: 'maybe' }]);
    expect(
      lostKinds(verdictsOf(['9.5.0'], ['8.19.0']), verdictsOf(['9.5.1'], ['8.19.0']), 'no'),
    ).toEqual([]);
  });
});
