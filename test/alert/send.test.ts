import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
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
import { acknowledge, endIncidents, openIncidents } from '../../lib/store/incidents.ts';
import { saveResult } from '../../lib/store/save.ts';
import { unfinishedSendings } from '../../lib/store/sending.ts';
import type { Store } from '../../lib/store/table.ts';
import { event, summary } from '../state/incident/events.ts';
import { pendingEvents } from '../store/pending.ts';
import { failing, healthy, minute, saving } from '../store/stored.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';

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
    store: table.store,
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
    await saveResult(table.store, saving({ ...failing(alias), cluster }, 1));
  }
}

type Send = Store['client']['send'];

/** A store of which `refuses` says which requests fail. */
function failingStore(refuses: (input: object) => boolean): Store {
  const { client, ...rest } = table.store;
  const send = (...given: Parameters<Send>) =>
    refuses(given[0].input)
      ? Promise.reject(new Error('DynamoDB is out of order'))
      : client.send(...given);
  return { ...rest, client: Object.assign(Object.create(client), { send }) };
}

interface DyingStore {
  readonly store: Store;
  readonly isDead: () => boolean;
  /** After so many more requests. */
  readonly die: (requests?: number) => void;
}

/** Whoever uses it dies after so many requests, or when told to. */
function dyingStore(requests: number): DyingStore {
  let left = requests;
  const store = failingStore(() => {
    left -= 1;
    return left < 0;
  });
  return {
    store,
    isDead: () => left < 0,
    die: (more = 0) => {
      left = more;
    },
  };
}

describe('sendAlerts', () => {
  it('tells together what belongs together, by how all remotes are doing', async () => {
    const topic = new Topic();
    await saveResult(table.store, saving({ ...healthy('shared'), cluster: 'asia' }, 1));
    await fail('eu/shared', 'us/shared');
    expect(await alert(topic)).toEqual({ unsent: [], problems: [] });
    expect(topic.told()).toEqual(['opened eu/shared,us/shared']);
    expect(topic.accepted[0]?.about).toEqual({ kind: 'remote', bad: 2, of: 3 });
    await expect(pendingEvents(table.store)).resolves.toEqual([]);
    await expect(unfinishedSendings(table.store)).resolves.toEqual([]);
  });

  it('tells what it can where nothing can be counted', async () => {
    const topic = new Topic();
    await fail('eu/uncounted');
    const { unsent, problems } = await alert(topic, {
      store: failingStore((input) => 'ProjectionExpression' in input),
    });
    expect(topic.told()).toEqual(['opened eu/uncounted']);
    expect(unsent).toEqual([]);
    expect(problems).toHaveLength(1);
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

  it('sends nothing again where it died while it took events out of the outbox', async () => {
    const topic = new Topic();
    await fail('eu/taken', 'eu/left', 'eu/left_too');
    const { store, die } = dyingStore(1000);
    const publish: AlertOptions['publish'] = async ({ message }) => {
      await topic.publish(message);
      // It writes down that the message was published, and takes one event out.
      die(2);
    };
    expect((await alert(topic, { store, publish })).unsent).toHaveLength(2);
    expect(await pendingEvents(table.store)).toHaveLength(2);
    await fail('us/later');
    expect(await alert(topic)).toEqual({ unsent: [], problems: [] });
    expect(topic.told()).toEqual(['opened eu/left,eu/left_too,eu/taken', 'opened us/later']);
    await expect(pendingEvents(table.store)).resolves.toEqual([]);
    await expect(unfinishedSendings(table.store)).resolves.toEqual([]);
  });

  it('stops taking events out at its deadline, says so, and goes on in the next run', async () => {
    const topic = new Topic();
    const aliases = Array.from({ length: 40 }, (_, index) => `eu/slow_${index}`);
    await fail(...aliases);
    const deadline = new AbortController();
    const { client, ...rest } = table.store;
    const send = (...given: Parameters<Send>) => {
      if (given[0] instanceof UpdateCommand) deadline.abort();
      return client.send(...given);
    };
    const store = { ...rest, client: Object.assign(Object.create(client), { send }) };
    const { unsent, problems } = await alert(topic, { store, signal: deadline.signal });
    expect(unsent).toEqual([]);
    expect(problems).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(
          /^\d+ events that were sent are still in the outbox, the next run goes on: /,
        ),
      }),
    ]);
    expect((await pendingEvents(table.store)).length).toBeLessThan(40);
    expect(await alert(topic)).toEqual({ unsent: [], problems: [] });
    expect(topic.told()).toHaveLength(1);
    await expect(pendingEvents(table.store)).resolves.toEqual([]);
  });

  it('takes the others out where one cannot be, and holds what follows of that one', async () => {
    const topic = new Topic();
    await fail('eu/stuck', 'eu/free');
    const isStuck = (input: object) =>
      'UpdateExpression' in input && JSON.stringify(input).includes('stuck');
    expect((await alert(topic, { store: failingStore(isStuck) })).unsent).toEqual(['eu/stuck']);
    await saveResult(table.store, saving(healthy('stuck'), 2));
    await saveResult(table.store, saving(healthy('free'), 2));
    expect((await alert(topic, { store: failingStore(isStuck) })).unsent).toEqual(['eu/stuck']);
    expect(topic.told()).toEqual(['opened eu/free,eu/stuck', 'resolved eu/free']);
    expect(await alert(topic)).toEqual({ unsent: [], problems: [] });
    expect(topic.told().slice(2)).toEqual(['resolved eu/stuck']);
  });

  it('reads what waits once and together, and writes each remote once', async () => {
    const topic = new Topic();
    await fail(...Array.from({ length: 120 }, (_, index) => `eu/many_${index}`));
    const requests: string[] = [];
    const { client, ...rest } = table.store;
    const send = (...given: Parameters<Send>) => {
      requests.push(given[0].constructor.name);
      return client.send(...given);
    };
    const store = { ...rest, client: Object.assign(Object.create(client), { send }) };
    await alert(topic, { store, clusters: [] });
    const counts = Object.fromEntries(
      [...Map.groupBy(requests, (name) => name)].map(([name, { length }]) => [name, length]),
    );
    expect(counts).toEqual({
      QueryCommand: 3,
      BatchGetCommand: 2,
      PutCommand: 2,
      UpdateCommand: 120,
      DeleteCommand: 1,
    });
  });

  it('keeps what the topic refused, and what follows of the same remotes, and sends the rest', async () => {
    const topic = new Topic();
    await fail('eu/kept', 'us/kept');
    topic.refused = '"opened"';
    expect((await alert(topic)).unsent).toEqual(['eu/kept', 'us/kept']);
    await saveResult(table.store, saving(healthy('kept'), 2));
    await saveResult(table.store, saving({ ...failing('other'), cluster: 'asia' }, 2));
    topic.refused = 'kept';
    expect((await alert(topic)).unsent).toEqual(['eu/kept', 'us/kept']);
    expect(topic.told()).toEqual(['opened asia/other']);
    topic.refused = '\n';
    await alert(topic);
    expect(topic.told().slice(1)).toEqual(['opened eu/kept,us/kept', 'resolved eu/kept']);
  });

  it('counts nothing if all that waits is held', async () => {
    const topic = new Topic();
    await fail('eu/held');
    topic.refused = 'held';
    await alert(topic);
    const { unsent, problems } = await alert(topic, {
      store: failingStore((input) => 'ProjectionExpression' in input),
    });
    expect(unsent).toEqual(['eu/held']);
    expect(problems).toMatchObject([{ message: 'SNS is out of order' }]);
    topic.refused = '\n';
    await alert(topic);
    expect(topic.told()).toEqual(['opened eu/held']);
  });

  it('publishes nothing once its time is over', async () => {
    const topic = new Topic();
    await fail('eu/late');
    expect(await alert(topic, { signal: AbortSignal.abort() })).toMatchObject({
      unsent: ['eu/late'],
    });
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
    ).toMatchObject({ unsent: ['us/ended'] });
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

describe('whatever is done at the same time, again, or ends in the middle,', () => {
  type Ending = 'none' | 'fine' | 'refused' | number;
  const THRESHOLDS = {
    failures: 2,
    successes: 1,
    flappingTimes: 2,
    flappingMinutes: 60,
    calmMinutes: 2,
    reminderHours: 0.05,
  };
  const ALIASES = ['a', 'b'] as const;
  const alias = fc.constantFrom(...ALIASES);
  const check = fc.record({
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
    atOnce: fc.array(fc.oneof({ weight: 6, arbitrary: check }, { weight: 1, arbitrary: other }), {
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
        await expect(pendingEvents(table.store)).resolves.toEqual([]);
        await expect(unfinishedSendings(table.store)).resolves.toEqual([]);
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
  type Check = typeof check extends fc.Arbitrary<infer Value> ? Value : never;
  type Action = Check | { readonly kind: 'acknowledge' | 'end'; readonly alias: string };

  async function act(action: Action, place: Place): Promise<void> {
    const { cluster, runMinute, decided } = place;
    const id = { cluster, alias: action.alias };
    if ('isBad' in action) {
      decided.push(...(await checked(action, place)));
    } else if (action.kind === 'end') {
      decided.push(
        ...(await endIncidents(table.store, { remotes: [id], now: new Date(minute(runMinute)) })),
      );
    } else {
      const open = (await openIncidents(table.store)).find(
        (one) => one.cluster === cluster && one.alias === action.alias,
      );
      const acknowledged = {
        at: minute(runMinute),
        until: minute(runMinute + 3),
        by: 'ann',
        why: 'on it',
      };
      if (open !== undefined) await acknowledge(table.store, open.incident.id, acknowledged);
    }
  }

  async function checked(
    { isBad, isMuted, isBlind, ...action }: Check,
    { cluster, runMinute }: Place,
  ): Promise<readonly IncidentEvent[]> {
    const result = isBad ? failing(action.alias) : healthy(action.alias);
    const options = saving({ ...result, cluster }, runMinute - action.late, THRESHOLDS);
    return (
      await saveResult(table.store, {
        ...options,
        maintenance: isMuted ? 'patches' : undefined,
        isBlind,
      })
    ).events;
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
