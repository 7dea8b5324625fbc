/**
 * What is only seen from check to check, or from several local nodes; and registrations that the
 * requests which are proposed do mend.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { nodesTable } from '../../lib/report/nodesTable.ts';
import { PLAIN_PAPER } from '../../lib/report/terminal/ink.ts';
import { type Step, textOf } from '../../lib/result/instructions.ts';
import type { CheckReport, CheckResult } from '../../lib/result/result.ts';
import { recentLoss } from '../../lib/result/searches.ts';
import { type Memory, remember } from '../../lib/state/baseline/baseline.ts';
import { foresightSpecs, KEYED_ALIAS, LACKING } from './clusters/foresightSpecs.ts';
import { bringUp, nodeOf, startNodes, stopNodes } from './clusters/lab.ts';
import { certificateFile } from './clusters/labCommand.ts';
import { untilConnected } from './clusters/remoteInfo.ts';
import { demand, request, until } from './clusters/request.ts';
import { checkByLibrary } from './library.ts';
import type { Relay } from './network/relay.ts';
import { openSniRouter } from './network/sniRouter.ts';
import { unregisterAll } from './play.ts';
import { accessTo, registryOf, remoteEntry } from './registry.ts';
import { createStage, portOfNode, type Stage } from './stage.ts';
import { noteSeen } from './testedWith.ts';

const LOCAL = 'duo';
const REMOTE = 'archive';
const FOREIGN = 'foreign';

describe.skipIf(inject('missing') !== '')('foresight', () => {
  let stage: Stage;
  beforeAll(() => bringUp(foresightSpecs('role')));
  afterAll(() => unregisterAll(LOCAL));

  describe('from check to check', () => {
    let relay: Relay;
    beforeAll(async () => {
      stage = createStage();
      relay = await stage.relayTo(REMOTE, 'transport');
    });
    afterAll(() => stage.strike());
    afterEach(async () => {
      await unregisterAll(LOCAL);
      await relay.setMode('pass');
    });

    async function proxied(alias: string, skipUnavailable: boolean): Promise<void> {
      await put(alias, {
        mode: 'proxy',
        proxy_address: `127.0.0.1:${relay.port}`,
        skip_unavailable: skipUnavailable,
      });
      await untilConnected(LOCAL, alias);
    }

    it('searches that left out a remote which refuses are counted between two checks', async () => {
      await proxied('lossy', true);
      const watch = watcher('lossy');
      await search('lossy', 3);
      await watch.check();
      await search('lossy', 2);
      await relay.setMode('refuse');
      relay.cut();
      await search('lossy', 5);
      const result = await watch.check();
      expect(result.searches?.recent).toMatchObject({
        minutes: 1,
        answered: 2,
        skipped: 5,
        atLeast: false,
      });
      expect(findings(result)).toMatchObject({
        'searches-skip-this-remote': expect.stringContaining(
          '5 of 7 searches in the last minute left it out',
        ),
      });
    });

    it('searches that left out a remote which stays silent are counted too', async () => {
      await proxied('mute', true);
      const watch = watcher('mute');
      await watch.check();
      await relay.setMode('silent');
      relay.cut();
      await search('mute', 2);
      const { searches, findings: found } = await watch.check();
      expect(searches?.recent).toMatchObject({ answered: 0, skipped: 2, atLeast: false });
      expect(found.map(({ code }) => code)).toContain('searches-skip-this-remote');
    });

    it('searches that fail since skip_unavailable is false are told by reason', async () => {
      await proxied('strict', false);
      const watch = watcher('strict');
      await watch.check();
      await relay.setMode('refuse');
      relay.cut();
      expect(Math.min(...(await search('strict', 4)))).toBeGreaterThanOrEqual(500);
      const { searches } = await watch.check();
      expect(searches?.recent).toMatchObject({
        answered: 0,
        skipped: 0,
        failed: { remotes_unavailable: 4 },
      });
    });

    it('a local node that starts anew makes a gap in the count', async () => {
      await proxied('gap', true);
      const watch = watcher('gap');
      await search('gap', 4);
      await watch.check();
      await search('gap', 1);
      await stopNodes('duo-0');
      await startNodes('duo-0');
      await untilConnected(LOCAL, 'gap');
      await search('gap', 2);
      const counted = (await watch.check()).searches?.recent;
      expect(counted).toMatchObject({ answered: 0, skipped: 0, atLeast: true });
      await search('gap', 3);
      const recent = (await watch.check()).searches?.recent;
      expect(recent && recentLoss(recent)).toBe(
        'at least 0 of 3 searches in the last 2 minutes left it out',
      );
    });

    it('another cluster at the address is told until it is accepted', async () => {
      await proxied('moved', true);
      const watch = watcher('moved');
      expect((await watch.check()).status).toBe('healthy');
      const before = relay.accepted();
      relay.setTarget(portOfNode(nodeOf(LOCAL), 'transport'));
      relay.cut();
      await until('the local node connects anew', async () => {
        await search('moved', 1);
        return relay.accepted() > before;
      });
      await untilConnected(LOCAL, 'moved');
      const result = await watch.check();
      relay.setTarget(portOfNode(nodeOf(REMOTE), 'transport'));
      expect(result).toMatchObject({
        status: 'degraded',
        cause: { code: 'cluster-replaced', severity: 'critical' },
      });
      expect(result.remoteClusterUuid).toBe(result.localClusterUuid);
    });

    it('a certificate of another issuer is told while open connections go on', async () => {
      await proxied('rotated', true);
      const watch = watcher('rotated');
      expect((await watch.check()).status).toBe('healthy');
      await rotate(FOREIGN, () => issuerOf(watch));
      const result = await watch.check();
      await rotate('remote', () => issuerOf(watch));
      expect(findings(result)).toMatchObject({
        'certificate-issuer-changed': expect.stringMatching(
          /now issued by .*; since .* the issuer has been .*expected rotation/,
        ),
      });
      expect(result.rememberedIdentity?.issuers?.names).toHaveLength(1);
    });
  });

  describe('the request that is proposed mends', () => {
    beforeAll(() => {
      stage = createStage();
    });
    afterAll(() => stage.strike());
    afterEach(() => unregisterAll(LOCAL));

    const self = (index: number) => stage.address(LOCAL, 'transport', index);
    const LINTS: readonly Lint[] = [
      {
        code: 'skip-unavailable-implicit',
        set: () => ({ seeds: [stage.address(REMOTE, 'transport')] }),
        fill: () => ({ '<true or false>': 'false' }),
        after: 'healthy',
      },
      {
        code: 'single-seed',
        set: () => ({ seeds: [self(0)], skip_unavailable: true }),
        fill: () => ({ '<host>:<port> of another node': self(1) }),
        after: 'healthy',
      },
      {
        code: 'single-connection',
        set: () => ({ seeds: [self(0), self(1)], skip_unavailable: true, node_connections: 1 }),
        fill: () => ({}),
        after: 'healthy',
      },
      {
        code: 'unusual-port',
        set: () => ({ seeds: ['127.77.0.1:9300'], skip_unavailable: true }),
        fill: () => ({
          '127.77.0.1:<9443 with an API key, 9300 with certificates>': stage.address(
            REMOTE,
            'remote',
          ),
        }),
        after: 'healthy',
      },
      {
        code: 'server-name-missing',
        set: async () => ({
          mode: 'proxy',
          proxy_address: `127.0.0.1:${await byName('remote.example.test')}`,
          skip_unavailable: true,
        }),
        fill: () => ({ '<name of the remote, as its certificate has it>': 'remote.example.test' }),
        after: 'healthy',
      },
      {
        code: 'sniff-to-managed-service',
        set: () => ({
          seeds: ['abc.es.eu.found.io.invalid.found.io:9443'],
          skip_unavailable: true,
        }),
        fill: () => ({ '<9443 with an API key, 9400 with certificates>': '9443' }),
        after: 'failing',
      },
    ];

    async function byName(name: string): Promise<number> {
      return (await stage.keep(openSniRouter({ [name]: portOfNode(nodeOf(REMOTE), 'remote') })))
        .port;
    }

    it.each(LINTS)('$code', async ({ code, set, fill, after }) => {
      const alias = code.replaceAll('-', '_');
      await put(alias, await set());
      const before = await judged(alias);
      const finding = [before.cause, ...before.findings].find((one) => one.code === code);
      expect(finding, JSON.stringify(findings(before))).toBeDefined();
      await demand(nodeOf(LOCAL), '/_cluster/settings', {
        method: 'PUT',
        body: proposed(finding?.fix ?? [], fill()),
      });
      if (after === 'healthy') await until('the remote answers', () => answers(alias));
      const mended = await judged(alias);
      expect(Object.keys(findings(mended))).not.toContain(code);
      expect(mended.status, mended.cause.evidence).toBe(after);
    });
  });
});

describe.skipIf(inject('missing') !== '').each(LACKING)(
  'the matrix of local nodes, one without the %s',
  (lacking) => {
    beforeAll(async () => {
      await bringUp(foresightSpecs(lacking));
      await put(KEYED_ALIAS, {
        mode: 'proxy',
        proxy_address: createStage().address(REMOTE, 'remote'),
        skip_unavailable: true,
      });
      await untilConnected(LOCAL, KEYED_ALIAS);
    });
    afterAll(() => unregisterAll(LOCAL));

    it('tells which node can use the remote', async () => {
      const report = await checked(KEYED_ALIAS, { nodes: [0, 1] });
      const nodes = report.results[0]?.localNodes?.map(({ node, canUse, hasRole, hasKey }) => ({
        node,
        canUse,
        hasRole,
        hasKey,
      }));
      const well = { node: 'duo-0', canUse: 'yes', hasRole: true, hasKey: true };
      const second = {
        role: { hasRole: false, hasKey: undefined },
        key: { hasRole: true, hasKey: false },
      }[lacking];
      expect(nodes, nodesTable(report, PLAIN_PAPER)).toEqual([
        well,
        { node: 'duo-1', canUse: 'no', ...second },
      ]);
    });
  },
);

interface Lint {
  readonly code: string;
  readonly set: () => Settings | Promise<Settings>;
  /** What stands in the request for somebody to fill in → what is put in its place. */
  readonly fill: () => Readonly<Record<string, string>>;
  readonly after: CheckResult['status'];
}

type Settings = Readonly<Record<string, unknown>>;

async function put(alias: string, settings: Settings): Promise<void> {
  const persistent = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`cluster.remote.${alias}.${name}`, value]),
  );
  await demand(nodeOf(LOCAL), '/_cluster/settings', { method: 'PUT', body: { persistent } });
}

/** Of several searches at the same time → their HTTP statuses. */
async function search(alias: string, times: number): Promise<number[]> {
  const path = `/${alias}:*/_search?size=0`;
  return Promise.all(
    Array.from({ length: times }, async () => (await request(nodeOf(LOCAL), path)).status),
  );
}

async function answers(alias: string): Promise<boolean> {
  await search(alias, 1);
  const { body } = await request(nodeOf(LOCAL), `/_resolve/cluster/${alias}:*`);
  return JSON.stringify(body).includes('"connected":true');
}

interface CheckedAs {
  readonly nodes?: readonly number[];
  readonly memory?: Memory | undefined;
  readonly now?: Date;
}

function checked(
  alias: string,
  { nodes = [0], memory, now = new Date() }: CheckedAs = {},
): Promise<CheckReport> {
  const registry = registryOf([
    {
      name: LOCAL,
      ...accessTo(LOCAL, { nodes }),
      remotes: { [alias]: remoteEntry(REMOTE, { sniffing: {} }) },
    },
  ]);
  const recall = async () => new Map(memory === undefined ? [] : [[alias, memory]]);
  return checkByLibrary(registry, { remotes: [alias], recall, now: () => now });
}

async function judged(alias: string, options: CheckedAs = {}): Promise<CheckResult> {
  const [result] = (await checked(alias, options)).results;
  if (result === undefined) throw new Error(`No result of ${alias}`);
  noteSeen(inject('runDirectory'), Object.keys(findings(result)));
  return result;
}

interface Watcher {
  /** A minute after the one before, as far as the checker knows; it is remembered. */
  check(): Promise<CheckResult>;
  /** Now, and remembered by nobody. */
  look(): Promise<CheckResult>;
}

const MINUTE_MS = 60_000;

function watcher(alias: string): Watcher {
  let memory: Memory | undefined;
  let at = Date.now();
  return {
    check: async () => {
      at += MINUTE_MS;
      const result = await judged(alias, { memory, now: new Date(at) });
      memory = remember(memory, result);
      return result;
    },
    look: () => judged(alias),
  };
}

/** By code. */
function findings({ cause, findings: others }: CheckResult): Record<string, string> {
  return Object.fromEntries([cause, ...others].map(({ code, evidence }) => [code, evidence]));
}

async function issuerOf({ look }: Watcher): Promise<string | undefined> {
  const { witnesses } = await look();
  const [tls] = witnesses.network.flatMap(({ endpoints }) =>
    endpoints.map((endpoint) => endpoint.tls),
  );
  return tls === undefined || tls.outcome === 'not-measured'
    ? undefined
    : tls.evidence?.chain[0]?.issuer;
}

/**
 * Puts another certificate in the place of the remote's, as a rotation does: Elasticsearch loads it
 * within seconds, without a restart.
 */
async function rotate(name: string, issuer: () => Promise<string | undefined>): Promise<void> {
  const before = await issuer();
  const config = join(inject('runDirectory'), `${REMOTE}-0`, 'home/config');
  for (const ending of ['key', 'crt'])
    copyFileSync(certificateFile(`${name}.${ending}`), join(config, `remote.${ending}`));
  await until('the new certificate is shown', async () => (await issuer()) !== before);
}

/** The body of the request in a fix, with what somebody would fill in. */
function proposed(fix: readonly Step[], fill: Readonly<Record<string, string>>): unknown {
  const request = fix.find((step) => step.kind === 'request' && step.method === 'PUT');
  const body = JSON.stringify(request?.kind === 'request' ? request.body : {});
  const filled = Object.entries(fill).reduce(
    (text, [placeholder, value]) => text.replaceAll(placeholder, value),
    body,
  );
  expect(filled, `nothing is left to be filled in: ${textOf(fix)}`).not.toMatch(/<[^>]*>/);
  return JSON.parse(filled);
}
