/**
 * Check, alert and delivery, minute by minute, on a table that fails as it is told to: remote a
 * fails in minutes 1 to 5, c in 2 to 6, d in 3 alone, which is too short for an incident, b never.
 */
import { expect } from 'vitest';
import { sendAlerts } from '../../lib/alert/send.ts';
import { slackMessage } from '../../lib/alert/slack.ts';
import { type AlertMessage, alertMessageSchema } from '../../lib/alert/topic.ts';
import { wordsOf } from '../../lib/alert/words/alertWords.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { saveReport } from '../../lib/store/save.ts';
import { readStandings } from '../../lib/store/standing.ts';
import { alertStore, deliveryStore } from '../../lib/store/store.ts';
import type { Access } from '../../lib/store/table.ts';
import { THRESHOLDS } from '../state/incident/thresholds.ts';
import { report } from '../support/results.ts';
import type { TestStore } from '../support/store.ts';
import { failing, healthy, minute, watched } from './stored.ts';

export const END = 11;
const FAILING: Readonly<Record<string, readonly [number, number]>> = {
  a: [1, 5],
  b: [99, 99],
  c: [2, 6],
  d: [3, 3],
};
const ALIASES = Object.keys(FAILING);

export type Hook = (operation: string, invocation: string) => unknown;

export class World {
  readonly topic: string[] = [];
  readonly slack: AlertMessage[] = [];
  /** What invocations ended with. */
  readonly errors: string[] = [];
  /** Called before each operation of the table, and after each, for those that die then. */
  before: Hook = () => undefined;
  after: Hook = () => undefined;
  onPublish: (message: string) => void = () => undefined;
  onTell: (message: AlertMessage) => void = () => undefined;
  changeResult: (result: CheckResult) => CheckResult = (result) => result;
  private read = 0;

  readonly store: TestStore;
  readonly cluster: string;

  constructor(store: TestStore, cluster: string) {
    this.store = store;
    this.cluster = cluster;
  }

  accessOf(invocation: string): Access {
    const inner = watched(this.store.table, (operation) => this.before(operation, invocation));
    const lost = async <T>(operation: string, done: Promise<T>) => {
      const answer = await done;
      await this.after(operation, invocation);
      return answer;
    };
    const table = {
      ...inner,
      put: (...[row, condition]: Parameters<typeof inner.put>) =>
        lost(`put ${row.pk} ${row.sk}`, inner.put(row, condition)),
      delete: (key: Parameters<typeof inner.delete>[0]) => lost('delete', inner.delete(key)),
    };
    return { ...this.store.access, table };
  }

  async check(m: number, { invocation = `check ${m}`, skewMs = 0 } = {}): Promise<void> {
    const access = this.accessOf(invocation);
    const now = () => new Date(Date.parse(minute(m)) + skewMs);
    const results = ALIASES.map((alias) => {
      const [from = 0, to = 0] = FAILING[alias] ?? [];
      const result =
        m >= from && m <= to ? failing(alias, this.cluster) : healthy(alias, this.cluster);
      return this.changeResult({ ...result, checkedAt: minute(m), durationMs: 100 + m });
    });
    const standings = await readStandings(access, this.cluster, { isConsistent: false }).catch(
      () => undefined,
    );
    await saveReport(access, report(results), {
      cluster: this.cluster,
      part: 0,
      run: minute(m),
      thresholds: { ...THRESHOLDS, flappingTimes: 100 },
      now,
      standings,
      handedOn: [],
      onSaved: () => undefined,
      onEnded: () => undefined,
    });
  }

  async alert(m: number, invocation = `alert ${m}`): Promise<void> {
    const unsent = await sendAlerts({
      store: alertStore(this.accessOf(invocation)),
      onProblem: (problem) => void this.errors.push(`problem: ${problem}`),
      publish: async ({ message }) => {
        this.onPublish(message);
        this.topic.push(message);
      },
      clusters: [this.cluster],
      settleMs: 0,
      signal: new AbortController().signal,
      now: () => new Date(minute(m)),
      onSent: () => undefined,
      onUnsent: (_events, problem) => void this.errors.push(`unsent: ${problem}`),
    });
    if (unsent.length > 0) throw new Error(`unsent: ${unsent}`);
  }

  async deliver(m: number, text: string, invocation = `notify ${m}`): Promise<void> {
    const message = alertMessageSchema.parse(JSON.parse(text));
    if (message.events.some(({ summary }) => summary.cluster !== this.cluster)) return;
    const now = () => new Date(minute(m));
    await deliveryStore(this.accessOf(invocation)).sendOnce(
      { channel: this.cluster, id: message.id, now, leaseMs: 30_000 },
      async () => {
        slackMessage(wordsOf(message));
        this.slack.push(message);
        this.onTell(message);
      },
    );
  }

  /** True if it ended well. */
  async attempt(name: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (thrown) {
      this.errors.push(`${name}: ${thrown instanceof Error ? thrown.message : thrown}`);
      return false;
    }
  }

  /** Each message is delivered up to three times, until its receiver takes it. */
  async deliverAll(m: number): Promise<void> {
    for (; this.read < this.topic.length; this.read += 1) {
      const text = String(this.topic[this.read]);
      const name = `notify ${m} of ${this.read}`;
      let isTaken = false;
      for (let tries = 0; tries < 3 && !isTaken; tries += 1)
        isTaken = await this.attempt(name, () =>
          this.deliver(m + tries, text, `${name}, ${tries}`),
        );
    }
  }

  async live(): Promise<void> {
    for (let m = 0; m <= END; m += 1) {
      await this.attempt(`check ${m}`, () => this.check(m));
      await this.attempt(`alert ${m}`, () => this.alert(m));
      await this.deliverAll(m);
    }
  }

  /** Kinds of what the topic accepted, by remote, each event once. */
  sent(): string[] {
    const events = this.topic.flatMap((text) => alertMessageSchema.parse(JSON.parse(text)).events);
    const own = events.filter(({ summary }) => summary.cluster === this.cluster);
    const byId = new Map(own.map(({ id, kind, summary }) => [id, `${summary.alias} ${kind}`]));
    return [...byId.values()].toSorted();
  }

  told(): string[] {
    return this.slack.flatMap(({ events }) =>
      events.map(({ kind, summary }) => `${summary.alias} ${kind}`),
    );
  }

  /** What must hold in the end. Slack may have one thing twice, if its answer was lost. */
  async expectWell({ mayRepeat = false } = {}): Promise<void> {
    this.before = () => undefined;
    this.after = () => undefined;
    const all = ['a opened', 'a resolved', 'c opened', 'c resolved'];
    expect(this.sent()).toEqual(all);
    expect([...new Set(this.told())].toSorted()).toEqual(all);
    if (!mayRepeat) expect(this.told().toSorted()).toEqual(all);
    for (const alias of ['a', 'c'])
      expect(this.told().indexOf(`${alias} opened`)).toBeLessThan(
        this.told().indexOf(`${alias} resolved`),
      );
    await this.expectSettled();
  }

  async expectSettled(): Promise<void> {
    const { pages, alerts } = this.store;
    expect((await pages.openIncidents()).filter(({ cluster }) => cluster === this.cluster)).toEqual(
      [],
    );
    expect((await alerts.waiting()).clusters).not.toContain(this.cluster);
    expect(await alerts.unfinishedSendings()).toEqual([]);
    const remotes = await pages.readCluster(this.cluster);
    expect(remotes.map(({ alias, result }) => [alias, result.status, result.checkedAt])).toEqual(
      ALIASES.map((alias) => [alias, 'healthy', minute(END)]),
    );
  }
}
