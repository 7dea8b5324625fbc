/** Whether certificates, keys and licenses that a check saw are still valid. */
import type { CheckResult } from '../result/result.ts';

export interface Dates {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly what: string;
  readonly detail: string;
}

interface Dated {
  readonly name: string;
  /** ISO time. */
  readonly end: string;
}

export function datesOf(result: CheckResult): Dates[] {
  const { credentials, licenses, checkedAt } = result;
  const keys = credentials.apiKeys.flatMap(({ name, id, expiration }): Dated[] =>
    expiration === undefined ? [] : [{ name: `${name} (${id})`, end: expiration }],
  );
  const revoked = credentials.apiKeys.filter(({ invalidated }) => invalidated);
  const dates = (what: string, all: readonly Dated[], none: string) =>
    judged(what, { all, none, now: checkedAt });
  return [
    dates('certificates are valid', certificatesOf(result), 'no certificate was seen'),
    revoked.length > 0
      ? failed('API keys are valid', `revoked: ${revoked.map(({ id }) => id).join(', ')}`)
      : dates('API keys are valid', keys, 'no API key with an expiration was seen'),
    dates(
      'licenses are valid',
      [licenses?.local, licenses?.remote].flatMap((license): Dated[] =>
        license?.expiresAt === undefined ? [] : [{ name: license.type, end: license.expiresAt }],
      ),
      'no license that expires was seen',
    ),
  ];
}

function certificatesOf({ witnesses: { network }, credentials }: CheckResult): Dated[] {
  const shown = network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ tls }) =>
      (tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? [])).map(
        ({ subject, notAfter }) => ({ name: `${subject} at ${address}`, end: notAfter }),
      ),
    ),
  );
  const files = [...credentials.localCertificates, ...credentials.remoteCertificates].map(
    ({ path, node, notAfter }) => ({ name: `${path} of ${node}`, end: notAfter }),
  );
  return [...shown, ...files];
}

function failed(what: string, detail: string): Dates {
  return { outcome: 'failed', what, detail };
}

function judged(
  what: string,
  {
    all,
    none,
    now,
  }: { readonly all: readonly Dated[]; readonly none: string; readonly now: string },
): Dates {
  const [first] = all.toSorted((a, b) => Date.parse(a.end) - Date.parse(b.end));
  if (first === undefined) return { outcome: 'skipped', what, detail: none };
  const detail = `${first.name} until ${first.end.slice(0, 10)}`;
  if (Date.parse(first.end) <= Date.parse(now)) return failed(what, detail);
  return { outcome: 'passed', what, detail: all.length === 1 ? detail : `first ${detail}` };
}
