/**
 * API keys: what Elasticsearch says of them, what the remote's key list says, what the port tells.
 */
import type { ApiKey } from '../../result/result.ts';
import type { RefusalKind } from '../../result/sniff.ts';
import type { CauseCode } from '../catalogue/catalogue.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from '../expirySteps.ts';
import { asLastSeen, lastSeenOf } from '../lastSeen.ts';
import { apiKeyIdIn } from '../phrases.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

/**
 * "unable to authenticate user [ID]" fits a wrong, an expired and an invalidated key: the remote's
 * key list tells them apart.
 */
function toldAboutKey(code: CauseCode): Rule {
  return {
    code,
    when: (view) => {
      const told = view.told.find(
        (entry) => entry.code !== undefined && refine(entry.code, entry.text, view) === code,
      );
      if (told === undefined) return undefined;
      const id = apiKeyIdIn(told.text);
      return {
        evidence: `${told.node} says: ${told.text}${knownAbout(id, view)}`,
        ...(id === undefined ? {} : { subject: `API key ${id}` }),
      };
    },
  };
}

function refine(code: CauseCode, text: string, view: View): CauseCode {
  if (code !== 'api-key-invalid') return code;
  const specific = view.told.find(
    (entry) => entry.code === 'api-key-expired' || entry.code === 'api-key-invalidated',
  )?.code;
  if (specific !== undefined) return specific;
  const key = keyOf(apiKeyIdIn(text), view);
  if (key?.invalidated) return 'api-key-invalidated';
  return key?.expiration !== undefined && new Date(key.expiration) < view.facts.now
    ? 'api-key-expired'
    : code;
}

function keyOf(id: string | undefined, { facts: { remote } }: View): ApiKey | undefined {
  return remote?.apiKeys.ok ? remote.apiKeys.value.find((key) => key.id === id) : undefined;
}

function knownAbout(id: string | undefined, view: View): string {
  const key = keyOf(id, view);
  if (key === undefined) return '';
  if (key.invalidated) return `. The remote lists this key as invalidated (name ${key.name})`;
  if (key.expiration !== undefined && new Date(key.expiration) < view.facts.now)
    return `. The remote lists this key as expired on ${key.expiration} (name ${key.name})`;
  return `. The remote lists this key as valid (name ${key.name}), so the secret in the keystore is wrong`;
}

/**
 * A port that asks for a client certificate is a transport port, not a remote cluster server port.
 */
function keyOnTransportPort(view: View): Seen | undefined {
  const { facts, configured } = view;
  if (!isBroken(view) || facts.registration.securityModel !== 'api-key') return undefined;
  const said = refusalOf('credentials-missing', view);
  if (said !== undefined)
    return {
      subject: said.seed,
      evidence: `The local nodes have an API key for this remote, but ${said.seed} does not look for one: it is a transport port (9300), not a remote cluster server port (9443). It says: ${said.message}`,
    };
  const port = configured.find(({ endpoints }) => endpoints.some(asksForClientCertificate));
  if (port === undefined) return undefined;
  return {
    subject: port.address,
    evidence: `The local nodes have an API key for this remote, but ${port.address} asks for a client certificate: it is a transport port (9300), not a remote cluster server port (9443)`,
  };
}

/**
 * What a seed says that was asked without credentials, or with ones that the port does not take.
 */
function refusalOf(
  kind: RefusalKind,
  { facts: { sniff = [] } }: View,
): { seed: string; message: string } | undefined {
  return sniff.flatMap(({ witness: { seed, refusal } }) =>
    refusal?.kind === kind ? [{ seed, message: refusal.message }] : [],
  )[0];
}

function asksForClientCertificate({
  tls,
}: View['configured'][number]['endpoints'][number]): boolean {
  if (tls.outcome === 'not-measured' || tls.evidence === undefined) return false;
  return (
    tls.evidence.clientCertificate !== 'not-requested' &&
    tls.evidence.clientCertificate !== 'unknown'
  );
}

/**
 * Used where Elasticsearch gives no text: no key on this side, and a TLS port that asks for no
 * certificate on the other.
 */
function noKeyOnServerPort(view: View): Seen | undefined {
  const { facts, configured } = view;
  if (!isBroken(view) || facts.registration.securityModel !== 'certificate') return undefined;
  if (view.told.some(({ code }) => code === 'no-api-key-on-remote-server-port')) return undefined;
  const said = refusalOf('key-missing', view);
  if (said !== undefined)
    return {
      subject: said.seed,
      evidence: `No local node has an API key for this remote, but ${said.seed} is a remote cluster server port (9443). Asked without a key, it says: ${said.message}`,
    };
  const port = configured.find(({ endpoints }) =>
    endpoints.some(
      ({ tls, transport }) =>
        transport.outcome === 'ok' &&
        tls.outcome === 'ok' &&
        tls.evidence.clientCertificate === 'not-requested',
    ),
  );
  if (port === undefined) return undefined;
  return {
    subject: port.address,
    evidence: `No local node has an API key for this remote, but ${port.address} accepts TLS without a client certificate: it looks like a remote cluster server port (9443)`,
  };
}

interface Usable extends Pick<ApiKey, 'id' | 'name'> {
  readonly expiration?: string | undefined;
  readonly isVital: boolean;
  /** Where it is only remembered. */
  readonly lastSeenAt?: string;
}

/**
 * Where the remote has a single key that can be in use, it is in use; of several nobody can tell.
 */
function usableKeys(view: View): Usable[] {
  const { remote, now } = view.facts;
  const remembered = lastSeenOf(view, ['api-key']).map(
    ({ at, dated: { id, name, expiresAt: expiration } }) => {
      return { id, name, expiration, isVital: false, lastSeenAt: at };
    },
  );
  const listed = remote?.apiKeys.ok
    ? remote.apiKeys.value.filter(
        ({ type, invalidated }) => type === 'cross_cluster' && !invalidated,
      )
    : [];
  const usable = [...listed, ...remembered].filter(
    ({ expiration }) => expiration === undefined || daysLeft(expiration, now) >= 0,
  );
  return usable.map((key) => ({ isVital: usable.length === 1, ...key }));
}

function keyExpiresSoon(view: View): Seen[] {
  const { registration, now, expiryWarningDays: warningDays } = view.facts;
  if (registration.securityModel !== 'api-key') return [];
  return usableKeys(view).flatMap(({ id, name, expiration, isVital, lastSeenAt }) => {
    const days = expiration === undefined ? Number.POSITIVE_INFINITY : daysLeft(expiration, now);
    const severity = severityOf(days, { warningDays, isVital });
    if (expiration === undefined || severity === undefined) return [];
    const evidence = `Cross-cluster API key ${name} (${id}) of the remote expires on ${expiration.slice(0, 10)}, ${whenInWords(days)}${asLastSeen(lastSeenAt)}`;
    return [
      {
        subject: `API key ${id}`,
        severity,
        evidence,
        expires: expiresIn(expiration, days, { warningDays, isVital }),
      },
    ];
  });
}

export const CREDENTIAL_RULES: readonly Rule[] = [
  toldAboutKey('no-api-key-on-remote-server-port'),
  toldAboutKey('api-key-expired'),
  toldAboutKey('api-key-invalidated'),
  toldAboutKey('api-key-wrong-type'),
  toldAboutKey('identity-signing-failed'),
  toldAboutKey('license-non-compliant'),
  toldAboutKey('api-key-invalid'),
  toldAboutKey('insufficient-privileges'),
  { code: 'api-key-on-transport-port', when: keyOnTransportPort },
];

export const lateCredentialRule: Rule = {
  code: 'no-api-key-on-remote-server-port',
  when: noKeyOnServerPort,
};

export const keyExpiresSoonRule: Rule = { code: 'api-key-expires-soon', when: keyExpiresSoon };
