/**
 * Nothing that failed is lost, whatever else failed: each failed observation stands in the evidence
 * of a cause or finding, or verbatim among what is unexplained, on each way out of the checker.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackMessage } from '../../lib/alert/slack.ts';
import { alertMessage, MAX_BYTES } from '../../lib/alert/topic.ts';
import { wordsOf } from '../../lib/alert/words/alertWords.ts';
import { assemble } from '../../lib/diagnosis/checkResult.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { failedObservations } from '../../lib/diagnosis/observations.ts';
import { viewOf } from '../../lib/diagnosis/view.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { htmlReport } from '../../lib/report/page/htmlReport.ts';
import { printable } from '../../lib/report/printable.ts';
import { table } from '../../lib/report/reportTable.ts';
import { NO_INK } from '../../lib/report/terminal/ink.ts';
import { textOf } from '../../lib/result/instructions.ts';
import { type CheckResult, resultSchema } from '../../lib/result/result.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import { summaryOf } from '../../lib/state/incident/summary.ts';
import { shown } from '../alert/slackLimits.ts';
import { event } from '../state/incident/events.ts';
import { arbitraryFacts } from '../support/arbitraryFacts.ts';
import {
  answered,
  broken,
  certificate,
  endpoint,
  facts,
  notAnswered,
  probe,
  registration,
  remoteFacts,
  root,
  tlsEvidence,
} from '../support/facts.ts';
import { report } from '../support/results.ts';
import { lostIn } from './conservation.ts';

const resultOf = (given: RegistrationFacts): CheckResult => assemble(given, diagnose(given));

it('no text of a failure is lost, whatever failed beside it', () => {
  fc.assert(
    fc.property(arbitraryFacts, (given) => {
      expect(lostIn(given, resultOf(given))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it('no text is lost on the way to JSON, to the terminal, or to the page', () => {
  const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const;
  const escaped = (text: string) =>
    printable(text).replace(/[&<>"']/g, (one) => ESCAPES[one as keyof typeof ESCAPES]);
  fc.assert(
    fc.property(arbitraryFacts, (given) => {
      const result = resultOf(given);
      const { cause, findings, unexplained = [] } = result;
      const texts = [...unexplained, ...[cause, ...findings].map(({ evidence }) => evidence)];
      const terminal = table(report([result]), {
        verbose: true,
        all: false,
        paper: { width: Number.POSITIVE_INFINITY, ink: NO_INK, unicode: true },
      });
      const page = htmlReport(report([result]), { now: given.now });
      expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(
        JSON.parse(JSON.stringify(result)),
      );
      expect(texts.filter((text) => !terminal.includes(printable(text)))).toEqual([]);
      expect(texts.filter((text) => !page.includes(escaped(text)))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

describe('an alert', () => {
  const slackOf = (result: CheckResult, kind: 'opened' | 'resolved' = 'opened') => {
    const [group] = groupEvents([event({ kind, summary: summaryOf(result, 'test') })]);
    if (group === undefined) throw new Error('There is no event');
    return shown(slackMessage(wordsOf(alertMessage(group, MAX_BYTES))));
  };
  const told = (count: number) =>
    resultOf(
      broken({
        passive: [],
        local: {
          ...broken().local,
          certificates: notAnswered('refused', 'HTTP 500: first'),
        },
        ...(count > 1
          ? { searchCounts: notAnswered('refused', `HTTP 500: ${'x'.repeat(590)}`) }
          : {}),
      }),
    );

  it('says what is unexplained, as far as it fits, and how much more there is', () => {
    expect(slackOf(told(1))).toContain('local certificates: HTTP 500: first');
    expect(slackOf(told(2))).toMatch(/local certificates: HTTP 500: first[^x]*1 more: see/);
  });

  it('says none of it once all is well, or if all is explained', () => {
    expect(slackOf(told(1), 'resolved')).not.toContain('HTTP 500');
    expect(slackOf(resultOf(facts()))).not.toContain('Unexplained');
  });
});

describe('no output', () => {
  const ASKED = [
    ['remote', /remotes\.archive\.remote \(|HTTP addresses \(remote\)|HTTP access in the/],
    ['crossClusterApiKey', /give[^.]*crossClusterApiKey/i],
    ['sniffAsNode', /give[^.]*sniffAsNode/i],
  ] as const;

  it('asks for access that the registry gives', () => {
    fc.assert(
      fc.property(arbitraryFacts, (given) => {
        const { cause, findings, gateways } = resultOf(given);
        const all = [cause, ...findings].flatMap(({ evidence, meaning, fix, verify }) => [
          evidence,
          meaning,
          textOf(fix),
          textOf(verify),
        ]);
        const texts = [...all, gateways.hint ?? ''];
        const wrong = ASKED.filter(([key]) => given.given?.[key]).flatMap(([, words]) =>
          texts.filter((text) => words.test(text)),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('says that there was no text if there was one', () => {
    fc.assert(
      fc.property(arbitraryFacts, (given) => {
        const { cause, findings } = resultOf(given);
        const silent = given.active
          .concat(given.repeated ?? [])
          .filter(({ outcome }) => outcome !== 'connected')
          .every(({ error, reasons }) => error === undefined && reasons.length === 0);
        const denies = [cause, ...findings].filter(({ evidence, meaning, title }) =>
          /gives no reason|cause unknown|no text was given/.test(`${title} ${evidence} ${meaning}`),
        );
        expect(silent ? [] : denies.map(({ evidence }) => evidence)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('failedObservations', () => {
  const textsOf = (given: RegistrationFacts) =>
    failedObservations(viewOf(given)).map(({ where, text }) => `${where}: ${text}`);

  it('has the faults of certificates at gateway nodes, which end no step', () => {
    const evidence = tlsEvidence({
      trust: 'untrusted',
      trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      nameMatches: false,
      chain: [certificate({ subject: 'CN=gateway-2' })],
    });
    const tls = { outcome: 'ok', durationMs: 1, evidence } as const;
    const network = [
      probe(),
      probe('10.0.0.2:9300', { roles: ['gateway'], endpoints: [endpoint({ tls })] }),
    ];
    expect(textsOf(facts({ network }))).toEqual([
      expect.stringMatching(/^probe of 10\.0\.0\.2:9300: certificate of CN=gateway-2/),
      expect.stringMatching(/^probe of 10\.0\.0\.2:9300: the certificate is for/),
    ]);
    const { unexplained } = diagnose(facts({ network }));
    expect(unexplained).toHaveLength(2);
  });

  it('has the transport version that a peer refuses, with its words or without', () => {
    const refusing = (more: object) =>
      endpoint({
        transport: {
          outcome: 'ok',
          durationMs: 1,
          evidence: {
            transportVersion: 7_172_999,
            localVoice: { asked: 9_458_007, accepted: false, ...more },
          },
        },
      });
    const network = [
      probe(undefined, { endpoints: [refusing({ message: 'too old' }), refusing({})] }),
    ];
    expect(textsOf(facts({ network }))).toEqual([
      'probe of 10.0.0.1:9300 (10.0.0.1): too old',
      'probe of 10.0.0.1:9300 (10.0.0.1): refuses the transport version 9458007',
    ]);
  });

  it('has expired and invalidated keys of a remote that is down', () => {
    const key = { id: 'a', name: 'eu', type: 'cross_cluster', invalidated: true };
    const apiKeys = answered([
      key,
      { ...key, id: 'b', invalidated: false, expiration: '2026-01-01T00:00:00.000Z' },
      { ...key, id: 'c', invalidated: false },
      { ...key, id: 'd', type: 'rest' },
    ]);
    const given = {
      registration: registration({ securityModel: 'api-key' }),
      remote: remoteFacts({ apiKeys }),
    };
    const ofKeys = (all: string[]) => all.filter((text) => text.startsWith('remote API keys'));
    expect(ofKeys(textsOf(broken(given)))).toEqual([
      'remote API keys: eu (a) is invalidated',
      'remote API keys: eu (b) expired on 2026-01-01T00:00:00.000Z',
    ]);
    expect(ofKeys(textsOf(facts(given)))).toEqual([]);
  });

  it('has what the cluster answers that the registry leads to instead of the remote', () => {
    const remote = remoteFacts({
      root: answered(root({ clusterUuid: 'other-uuid' })),
      nodes: notAnswered('not-authorized', 'HTTP 403 of the other cluster'),
    });
    expect(textsOf(facts({ remote }))).toEqual(['remote nodes: HTTP 403 of the other cluster']);
  });

  it('has a failure once that one request for two things ended with', () => {
    const none = notAnswered('refused', 'HTTP 500');
    expect(textsOf(facts({ stats: none, searchCounts: none }))).toEqual([
      'cluster statistics: HTTP 500',
    ]);
  });

  it('has no error of an auto-follow pattern of another remote, and no old one', () => {
    const pattern = { name: 'logs', alias: 'other', active: true, leaderIndexPatterns: ['*'] };
    const at = '2026-11-23T23:59:00.000Z';
    const ccr = answered({
      shards: [],
      autoFollowed: [],
      autoFollowErrors: [
        { about: 'logs:a', at, reason: 'of another remote' },
        { about: 'metrics:b', at: '2026-11-01T00:00:00.000Z', reason: 'old' },
        { about: 'metrics:c', at, reason: 'new' },
      ],
      patterns: answered([pattern]),
    });
    expect(textsOf(facts({ ccr }))).toEqual(['auto-follow metrics:c: new']);
  });
});
