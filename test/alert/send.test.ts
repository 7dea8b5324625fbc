import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlertOptions, sendAlerts } from '../../lib/alert/send.ts';
import {
  type AlertMessage,
  alertMessageSchema,
  bytesOfAttributes,
  prepare,
} from '../../lib/alert/topic.ts';
import { censusOf } from '../../lib/state/incident/census.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { eventsIn } from '../../lib/store/outbox.ts';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import { type AlertStore, alertStore } from '../../lib/store/store.ts';
import { event, summary } from '../state/incident/events.ts';
import {
  AT_ONCE,
  check,
  failing,
  healthy,
  lostCanary,
  minute,
  save,
  watched,
} from '../store/stored.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { testStore } from '../support/store.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

/** What the topic accepted. */
class Topic {
  readonly accepted: AlertMessage[] = [];
  /** Refuses messages that hold this text. */
  refused = '\n';

  async publish(message: string): Promise<void> {
    if (message.includes(this.refused)) throw new Error('SNS is out of order');
    this.accepted.push(alertMessageSchema.parse(JSON.parse(message)));
  }

  /** `kind cluster/alias,...` */
  told(): string[] {
    return this.accepted.map(
      ({ kind, events }) =>
        `${kind} ${events
          .map(({ summary: { cluster, alias } }) => `${cluster}/${alias}`)
          .toSorted()
          .join()}`,
    );
  }
}

interface Alerted {
  readonly unsent: string[];
  readonly problems: unknown[];
}

async function alert(topic: Topic, given: Partial<AlertOptions> = {}): Promise<Alerted> {
  const problems: unknown[] = [];
  const unsent = await sendAlerts({
    store: table.alerts,
    publish: ({ message }) => topic.publish(message),
    clusters: ['eu', 'us', 'asia'],
    settleMs: 0,
    signal: new AbortController().signal,
    now: () => new Date(minute(100)),
    onSent: () => undefined,
    onUnsent: (_events, problem) => problems.push(problem),
    onProblem: (problem) => problems.push(problem),
    ...given,
  });
  return { unsent: unsent.toSorted(), problems };
}

async function fail(...remotes: readonly string[]): Promise<void> {
  for (const remote of remotes) {
    const [cluster = '', alias = ''] = remote.split('/');
    await save(table.access, failing(alias, cluster), 1);
  }
}

/** A store on which some operations fail. */
function failingStore(refuses: (operation: string) => boolean): AlertStore {
  const failing = watched(table.table, (operation) => {
    if (refuses(operation)) throw new Error('DynamoDB is out of order');
  });
  return alertStore({ ...table.access, table: failing });
}

/** Whoever uses it dies after that many operations, or when told to. */
function dyingStore(operations: number): {
  readonly store: AlertStore;
  readonly isDead: () => boolean;
  readonly die: () => void;
} {
  let left = operations;
  const store = failingStore(() => {
    left -= 1;
    return left < 0;
  });
  return {
    store,
    isDead: () => left < 0,
    die: () => {
      left = 0;
    },
  };
}

async function unsentEvents(): Promise<IncidentEvent[]> {
  const { clusters } = await table.alerts.waiting();
  return eventsIn((await table.alerts.view(clusters, new AbortController().signal)).views);
}

describe('sendAlerts', () => {
  it('tells together what belongs together, by how all remotes are doing', async () => {
    const topic = new Topic();
    await save(table.access, healthy('shared', 'asia'), 1);
    await fail('eu/shared', 'us/shared');
    expect(await alert(topic)).toEqual({ unsent: [], problems: [] });
    expect(topic.told()).toEqual(['opened eu/shared,us/shared']);
    expect(topic.accepted[0]?.about).toEqual({ kind: 'remote', bad: 2, of: 3 });
    expect(await unsentEvents()).toEqual([]);
    expect(await table.alerts.unfinishedSendings()).toEqual([]);
  });

  it('sends what it can, if some local clusters cannot be read, and names those with unsent events', async () => {
    const topic = new Topic();
    await fail('eu/read', 'us/unread');
    const { unsent } = await alert(topic, {
      store: failingStore((operation) => /CLUSTER#(us|asia)/.test(operation)),
    });
    expect(topic.told()).toEqual(['opened eu/read']);
    expect(unsent).toEqual(['us/*']);
    await alert(topic);
    expect(topic.told()).toEqual(['opened eu/read', 'opened us/unread']);
  });

  it('sends the events of local clusters that the registry does not name', async () => {
    const topic = new Topic();
    await fail('eu/named', 'elsewhere/unnamed');
    await alert(topic, { clusters: ['eu'] });
    expect(topic.told().toSorted()).toEqual(
      ['opened eu/named', 'opened elsewhere/unnamed'].toSorted(),
    );
  });

  it('asks the database little: one read for each local cluster, one write for each with events in a message', async () => {
    const topic = new Topic();
    await fail('eu/one', 'eu/two', 'us/one');
    const operations: string[] = [];
    const store = failingStore((operation) => {
      operations.push(operation.replace(/SENDING .*/, 'SENDING'));
      return false;
    });
    await alert(topic, { store });
    const reads = [
      'query SENDING',
      'pending',
      'query CLUSTER#asia',
      'query CLUSTER#eu',
      'query CLUSTER#us',
    ];
    const writes = [
      'put SENDING',
      'put SENDING',
      'put CLUSTER#eu STANDING#0',
      'put CLUSTER#us STANDING#0',
      'delete SENDING',
    ];
    expect(operations.toSorted()).toEqual([...reads, ...writes].toSorted());
    operations.length = 0;
    await alert(topic, { store });
    expect(operations).toEqual(['query SENDING', 'pending']);
  });

  it('sends the same message again where it died after the topic had accepted it, whatever has come since', async () => {
    const topic = new Topic();
    await fail('eu/first', 'eu/second');
    const { store, die } = dyingStore(1000);
    const publish: AlertOptions['publish'] = async ({ message }) => {
      await topic.publish(message);
      die();
    };
    expect((await alert(topic, { store, publish })).unsent).toEqual(['eu/first', 'eu/second']);
    await fail('eu/third');
    await alert(topic);
    expect(topic.told()).toEqual([
      'opened eu/first,eu/second',
      'opened eu/first,eu/second',
      'opened eu/third',
    ]);
    expect(topic.accepted[1]).toEqual(topic.accepted[0]);
  });

  it('does not send again what the topic has accepted, as soon as that is written down', async () => {
    const topic = new Topic();
    await fail('eu/once');
    const refusing = failingStore((operation) => operation.startsWith('put CLUSTER#eu'));
    expect(await alert(topic, { store: refusing })).toEqual({ unsent: ['eu/once'], problems: [] });
    await save(table.access, healthy('once'), 2);
    await alert(topic);
    expect(topic.told()).toEqual(['opened eu/once', 'resolved eu/once']);
  });

  it('leaves what its time is not enough for, to the next run, without a fault', async () => {
    const topic = new Topic();
    await fail('eu/slow');
    const time = new AbortController();
    const publish: AlertOptions['publish'] = async ({ message }) => {
      await topic.publish(message);
      time.abort();
    };
    expect(await alert(topic, { publish, signal: time.signal })).toEqual({
      unsent: [],
      problems: [],
    });
    expect(await unsentEvents()).toHaveLength(1);
    await alert(topic);
    expect(topic.told()).toEqual(['opened eu/slow']);
    expect(await unsentEvents()).toEqual([]);
  });

  it('keeps what the topic refused, and what follows of the same remotes, and sends the rest', async () => {
    const topic = new Topic();
    await fail('eu/kept', 'us/kept');
    topic.refused = '"opened"';
    expect((await alert(topic)).unsent).toEqual(['eu/kept', 'us/kept']);
    await save(table.access, healthy('kept'), 2);
    await save(table.access, failing('other', 'asia'), 2);
    topic.refused = 'kept';
    expect((await alert(topic)).unsent).toEqual(['eu/kept', 'us/kept']);
    expect(topic.told()).toEqual(['opened asia/other']);
    topic.refused = '\n';
    await alert(topic);
    expect(topic.told().slice(1)).toEqual(['opened eu/kept,us/kept', 'resolved eu/kept']);
  });

  it('publishes nothing once its time is over', async () => {
    const topic = new Topic();
    await fail('eu/late');
    expect(await alert(topic, { signal: AbortSignal.abort() })).toMatchObject({ unsent: ['eu/*'] });
    expect(topic.told()).toEqual([]);
    await alert(topic);
    expect(topic.told()).toEqual(['opened eu/late']);
  });

  it('waits for others while the youngest event is young, and once only', async () => {
    const topic = new Topic();
    await fail('eu/settling');
    const alerting = alert(topic, { settleMs: 1000, now: () => new Date(minute(1)) });
    await fail('eu/settling_too');
    await alerting;
    expect(topic.told()).toEqual(['opened eu/settling,eu/settling_too']);
    await fail('us/old');
    await alert(topic, { settleMs: 3_600_000, now: () => new Date(minute(61)) });
    expect(topic.told()).toHaveLength(2);
  });

  it('tells without more waiting when its time ends while it waits', async () => {
    const topic = new Topic();
    await fail('us/ended');
    const signal = AbortSignal.timeout(20);
    expect(
      await alert(topic, { settleMs: 3_600_000, now: () => new Date(minute(1)), signal }),
    ).toMatchObject({ unsent: ['us/*'] });
    await alert(topic);
    expect(topic.told()).toEqual(['opened us/ended']);
  });
});

describe('a storm of 5,000 failures at once', () => {
  interface Storm {
    readonly locals: number;
    readonly lost: number;
    readonly kept: number;
    readonly isShared: boolean;
  }

  function storm({ locals, lost, kept, isShared }: Storm) {
    const remotes = Array.from({ length: locals }, (_l, local) =>
      Array.from({ length: lost + kept }, (_r, remote) => ({
        cluster: `local-${local}`,
        alias: `remote-${remote}`,
        addresses: isShared ? `${remote}` : `${local} ${remote}`,
        status: remote < lost ? ('failing' as const) : ('healthy' as const),
      })),
    ).flat();
    const failures = remotes.filter(({ status }) => status === 'failing');
    const events = failures.map(
      ({ cluster, alias }, index): IncidentEvent =>
        event({
          id: `event-${index}`,
          incidentId: `incident-${index}`,
          summary: summary({ cluster, alias }),
        }),
    );
    return groupEvents(events, censusOf(remotes));
  }

  it.each([
    [
      '50 local clusters that lose all their 100 remotes',
      { locals: 50, lost: 100, kept: 0, isShared: false },
      'locals',
      1,
      5,
    ],
    [
      'one local cluster with 5,000 remotes',
      { locals: 1, lost: 5000, kept: 0, isShared: false },
      'local',
      1,
      5,
    ],
    [
      'one remote that 5,000 local clusters have',
      { locals: 5000, lost: 1, kept: 2, isShared: true },
      'remote',
      1,
      5,
    ],
    [
      'ten remotes that 500 local clusters have among others',
      { locals: 500, lost: 10, kept: 10, isShared: true },
      'remote',
      10,
      10,
    ],
    [
      '5,000 remotes without anything in common',
      { locals: 1000, lost: 5, kept: 5, isShared: false },
      'storm',
      1,
      5,
    ],
  ] as const)('is few messages: %s', (_what, given, kind, inSlack, messages) => {
    const groups = storm(given);
    expect(groups.map(({ about }) => about.kind)).toEqual(Array(messages).fill(kind));
    expect(groups.flatMap(({ events }) => events)).toHaveLength(5000);
    expect(groups.filter(({ part }) => (part?.number ?? 1) === 1)).toHaveLength(inSlack);
    const prepared = groups.map(prepare);
    for (const { message, attributes } of prepared)
      expect(Buffer.byteLength(message) + bytesOfAttributes(attributes)).toBeLessThan(262_144);
    const ids = prepared.flatMap(
      ({ message }) => alertMessageSchema.parse(JSON.parse(message)).incidentIds,
    );
    expect(new Set(ids).size).toBe(5000);
  });
});

describe('5,000 events that wait in 500 local clusters', () => {
  it('are sent once each, in five messages, with one read and one write for each local cluster and message', async () => {
    const database = sqliteTable(':memory:');
    await using store = testStore(database, () => database[Symbol.dispose]());
    const clusters = Array.from({ length: 500 }, (_, index) => `local-${index}`);
    const aliases = Array.from({ length: 10 }, (_, index) => `remote-${index}`);
    for (const cluster of clusters)
      await check(
        store.access,
        aliases.map((alias) => failing(alias, cluster)),
        1,
      );
    const operations: string[] = [];
    const table = watched(database, (operation) =>
      operations.push(String(operation.split(/[ #]/)[0])),
    );
    const topic = new Topic();
    expect(await alert(topic, { store: alertStore({ ...store.access, table }), clusters })).toEqual(
      { unsent: [], problems: [] },
    );
    expect(topic.accepted).toHaveLength(5);
    expect(new Set(topic.accepted.flatMap(({ incidentIds }) => incidentIds)).size).toBe(5000);
    const counts = Object.fromEntries(
      [...Map.groupBy(operations, (name) => name)].map(([name, those]) => [name, those.length]),
    );
    expect(counts).toEqual({ query: 501, pending: 1, put: 510, delete: 5 });
    expect(await store.alerts.waiting()).toEqual({ clusters: [], latestAt: undefined });
  });
});

describe('whatever is done at the same time, again, or ends in the middle,', () => {
  type Ending = 'none' | 'fine' | 'refused' | number;
  const THRESHOLDS = {
    ...AT_ONCE,
    failures: 2,
    flappingTimes: 2,
    flappingMinutes: 60,
    calmMinutes: 2,
    reminderHours: 0.05,
  };
  const ALIASES = ['a', 'b'] as const;
  const alias = fc.constantFrom(...ALIASES);
  const aCheck = fc.record({
    kind: fc.constant('check' as const),
    alias,
    /** Runs come late, and again. */
    late: fc.constantFrom(0, 0, 0, 1),
    isBad: fc.boolean(),
    isMuted: fc.constantFrom(false, false, false, true),
    isBlind: fc.constantFrom(false, false, false, false, true),
  });
  const other = fc.record({ kind: fc.constantFrom('acknowledge' as const, 'end' as const), alias });
  const step = fc.record({
    atOnce: fc.array(fc.oneof({ weight: 6, arbitrary: aCheck }, { weight: 1, arbitrary: other }), {
      minLength: 1,
      maxLength: 4,
    }),
    /**
     * How the alert run at the same time ends: after so many requests to the store, or with the
     * topic refusing.
     */
    alert: fc.constantFrom<Ending>('none', 'fine', 'refused', 1, 2, 3, 4, 5, 6, 8),
  });

  it('no event is lost, each is in one message, and every incident is opened, goes on and is resolved in this order', async () => {
    let world = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        world += 1;
        const cluster = `world-${world}`;
        const topic = new Topic();
        const decided: IncidentEvent[] = [];
        for (const [index, { atOnce, alert: ending }] of steps.entries()) {
          await Promise.all([
            ...atOnce.map((given) => act(given, { cluster, runMinute: index + 1, decided })),
            alertEnding(ending, topic),
          ]);
        }
        topic.refused = '\n';
        await alert(topic);
        expect(await unsentEvents()).toEqual([]);
        expect(await table.alerts.unfinishedSendings()).toEqual([]);
        expectAllTold(topic, decided);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  async function alertEnding(ending: Ending, topic: Topic): Promise<void> {
    topic.refused = ending === 'refused' ? '"' : '\n';
    if (ending === 'none') return;
    if (typeof ending === 'string') return void (await alert(topic));
    const { store, isDead } = dyingStore(ending);
    const publish: AlertOptions['publish'] = ({ message }) =>
      isDead() ? Promise.reject(new Error('Died')) : topic.publish(message);
    await alert(topic, { store, publish }).catch(() => undefined);
  }

  interface Place {
    readonly cluster: string;
    readonly runMinute: number;
    readonly decided: IncidentEvent[];
  }
  type Check = typeof aCheck extends fc.Arbitrary<infer Value> ? Value : never;
  type Action = Check | { readonly kind: 'acknowledge' | 'end'; readonly alias: string };

  async function act(action: Action, place: Place): Promise<void> {
    const { cluster, runMinute, decided } = place;
    if ('isBad' in action) {
      decided.push(...(await checked(action, place)));
    } else if (action.kind === 'end') {
      const results = ALIASES.filter((one) => one !== action.alias).map((one) =>
        healthy(one, cluster),
      );
      // Of an older run, so that it ends the incident of the other remote alone.
      const options = { handedOn: [], now: new Date(minute(runMinute)), thresholds: THRESHOLDS };
      decided.push(...(await check(table.access, results, 0, { ...options, cluster })).ended);
    } else {
      const open = (await table.pages.openIncidents()).find(
        (one) => one.cluster === cluster && one.alias === action.alias,
      );
      const acknowledged = {
        at: minute(runMinute),
        until: minute(runMinute + 3),
        by: 'ann',
        why: 'on it',
      };
      const now = new Date(minute(runMinute));
      if (open !== undefined)
        await table.pages.acknowledge(open.incident.id, { acknowledged, now });
    }
  }

  async function checked(
    { isBad, isMuted, isBlind, ...action }: Check,
    { cluster, runMinute }: Place,
  ): Promise<readonly IncidentEvent[]> {
    const result = isBad ? failing(action.alias, cluster) : healthy(action.alias, cluster);
    const window = { name: 'patches', from: minute(-9), to: minute(999) };
    const { events } = await save(table.access, result, runMinute - action.late, {
      thresholds: THRESHOLDS,
      maintenance: isMuted ? { once: [window], weekly: [] } : undefined,
      // In another part than the first, so that it is not told of itself.
      ...(isBlind ? { canary: lostCanary('failing'), part: 1 } : {}),
    });
    return events;
  }

  function expectAllTold({ accepted }: Topic, decided: readonly IncidentEvent[]): void {
    const messages = new Map(accepted.map((message) => [message.id, message]));
    const told = [...messages.values()].flatMap(({ events }) => events);
    expect(told.map(({ id }) => id).toSorted()).toEqual(decided.map(({ id }) => id).toSorted());
    for (const one of ALIASES) {
      let open: string | undefined;
      for (const { kind, incidentId } of told.filter((each) => each.summary.alias === one)) {
        expect(kind === 'opened').toBe(open === undefined);
        expect(incidentId).toBe(open ?? incidentId);
        open = kind === 'resolved' ? undefined : incidentId;
      }
    }
  }
});
