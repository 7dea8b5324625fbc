import { describe, expect, it } from 'vitest';
import { consequenceOf } from '../../../lib/alert/words/affected.ts';
import type { Summary } from '../../../lib/state/incident/incident.ts';
import { summary } from '../../state/incident/events.ts';

const SILENT = 'searches return HTTP 200 without its data (skip_unavailable: true)';
const FAIL = 'searches fail (skip_unavailable: false)';

describe('consequenceOf', () => {
  it.each([
    [{ affected: 3, asked: 3, configured: 3 }, true, `all 3 local nodes; ${SILENT}`],
    [{ affected: 2, asked: 2, configured: 2 }, true, `both local nodes; ${SILENT}`],
    [{ affected: 1, asked: 1, configured: 1 }, false, `the only local node configured; ${FAIL}`],
    [
      { affected: 1, asked: 3, configured: 3 },
      undefined,
      '1 of 3 local nodes asked; skip_unavailable is unknown',
    ],
    [
      { affected: 1, asked: 2, configured: 3 },
      false,
      `1 of 2 local nodes asked (3 configured); ${FAIL}`,
    ],
    [
      { affected: 1, asked: 1, configured: 3 },
      false,
      `the one local node asked (3 configured); ${FAIL}`,
    ],
    [
      { affected: 2, asked: 2, configured: 3 },
      false,
      `both local nodes asked (3 configured); ${FAIL}`,
    ],
    [{ affected: 0, asked: 0, configured: 3 }, false, FAIL],
    [undefined, true, SILENT],
    [
      { affected: 0, asked: 2, configured: 3 },
      true,
      'no impact yet (the 2 of 3 local nodes that were asked still reach it)',
    ],
    [
      { affected: 0, asked: 1, configured: 3 },
      true,
      'no impact yet (the 1 of 3 local nodes that was asked still reaches it)',
    ],
    [
      { affected: 0, asked: 3, configured: 3 },
      true,
      'no impact yet (all 3 local nodes still reach it)',
    ],
    [
      { affected: 0, asked: 2, configured: 2 },
      true,
      'no impact yet (both local nodes still reach it)',
    ],
    [
      { affected: 0, asked: 1, configured: 1 },
      true,
      'no impact yet (the only local node still reaches it)',
    ],
  ] as const)('%j, skip_unavailable %s → %s', (localNodes, skipUnavailable, expected) => {
    expect(consequenceOf(summary({ localNodes, skipUnavailable }))).toBe(expected);
  });

  it('says that replication has stopped, which is an impact', () => {
    const stopped = (localNodes: Summary['localNodes']) =>
      consequenceOf(summary({ replicationStopped: true, skipUnavailable: true, localNodes }));
    expect(stopped(undefined)).toBe(`${SILENT}; replication has stopped`);
    expect(stopped({ affected: 1, asked: 1, configured: 1 })).toMatch(/; replication has stopped$/);
    expect(stopped({ affected: 0, asked: 1, configured: 1 })).toBe(
      'the only local node still reaches it; replication has stopped',
    );
  });

  it('says nothing of a remote whose state is unknown', () => {
    expect(consequenceOf(summary({ status: 'unknown' }))).toBe('unknown at the moment');
  });
});
