/**
 * Local clusters that could not be asked anything: one fault for all their remotes, which is looked
 * at once more and said once.
 */
import { lookAgain } from './collect/elasticsearch/knock.ts';
import { contactOf } from './diagnosis/firstContact.ts';
import type { Contact, Origin } from './diagnosis/nextCommand.ts';
import { UNKNOWN_ALIAS } from './facts/clusterFacts.ts';
import type { Auth, Registry } from './registry/schema.ts';
import type { CheckReport, CheckResult } from './result/result.ts';
import type { FailedAnswer } from './result/witness.ts';

export type { Contact, Origin } from './diagnosis/nextCommand.ts';

export interface ContactOptions {
  readonly origin: Origin;
  /** For each look. */
  readonly timeoutMs: number;
}

export interface Separated {
  /** One for each local cluster that could not be asked, in the order of the report. */
  readonly contacts: readonly Contact[];
  /** The report without their results. */
  readonly rest: CheckReport;
}

/** Never rejects. */
export async function separateContacts(
  report: CheckReport,
  { clusters }: Registry,
  options: ContactOptions,
): Promise<Separated> {
  const byCluster = Map.groupBy(report.results, ({ cluster }) => cluster);
  const unreached = [...byCluster].filter(([, results]) => isUnreached(results));
  const contacts = await Promise.all(
    unreached.map(([name, [first]]) => {
      const auth = clusters.find((cluster) => cluster.name === name)?.auth ?? 'none';
      return contactWith(first as CheckResult, auth, options);
    }),
  );
  const names = new Set(unreached.map(([name]) => name));
  const results = report.results.filter(({ cluster }) => !names.has(cluster));
  return { contacts, rest: { ...report, results } };
}

/** The report, with what the contacts say in place of the cause of their local clusters. */
export async function namedByContacts(
  report: CheckReport,
  registry: Registry,
  options: ContactOptions,
): Promise<CheckReport> {
  const { contacts } = await separateContacts(report, registry, options);
  const byCluster = new Map(contacts.map((contact) => [contact.cluster, contact]));
  const results = report.results.map((result) => {
    const contact = byCluster.get(result.cluster);
    if (contact === undefined) return result;
    const { title, steps } = contact;
    const cause = { ...result.cause, evidence: title.replace(/\.$/, ''), fix: [...steps] };
    return { ...result, cause };
  });
  return { ...report, results };
}

/** Of these, the cause is the same for all remotes of a local cluster. */
const CONTACT_CODES: ReadonlySet<string> = new Set([
  'access-unusable',
  'checker-address-filtered',
  'checker-credentials-refused',
  'checker-not-authorized',
  'local-cluster-unreachable',
  'local-http-error',
  'secret-unreadable',
  'unsupported-product',
]);

/** The aliases are not known, or those that the registry names stand in for them. */
function isUnreached(results: readonly CheckResult[]): boolean {
  const codes = new Set(results.map(({ cause }) => cause.code));
  const isOne = codes.size === 1 && results.every(({ status }) => status === 'unknown');
  if (!isOne) return false;
  if (results.some(({ alias }) => alias === UNKNOWN_ALIAS)) return hasListFailed(results);
  return results.every(({ cause }) => CONTACT_CODES.has(cause.code)) && hasListFailed(results);
}

/** No node listed its remotes. */
function hasListFailed(results: readonly CheckResult[]): boolean {
  return results.every(({ notSeen }) =>
    Object.keys(notSeen).some((api) => ROOT_OR_LIST.exec(api)?.[2] === '_remote/info'),
  );
}

async function contactWith(
  { cluster, cause, notSeen }: CheckResult,
  auth: Auth,
  { origin, timeoutMs }: ContactOptions,
): Promise<Contact> {
  const [url, failed] = firstFailure(notSeen);
  const isAsked = failed.kind !== 'not-asked' && !isAnswer(failed);
  const look = isAsked ? await lookAgain(url, { timeoutMs }) : undefined;
  const [credentials = 'none'] = auth === 'none' ? [] : Object.keys(auth);
  return contactOf({
    cluster,
    url,
    origin,
    credentials: credentials as 'none' | 'apiKey' | 'basic' | 'bearer',
    failed,
    cause,
    look,
  });
}

/** An exception with a reason is Elasticsearch's own, or that of a product which shares its form. */
function isAnswer({ httpStatus, reasons }: FailedAnswer): boolean {
  return (httpStatus === 401 || httpStatus === 403 || httpStatus === 410) && reasons.length > 0;
}

const ROOT_OR_LIST = /^GET (https?:\/\/[^/]+)\/(_remote\/info)?$/;

/** The address, and what `GET /` there ended with, or else `GET /_remote/info`. */
function firstFailure(notSeen: CheckResult['notSeen']): readonly [string, FailedAnswer] {
  const found = Object.entries(notSeen).flatMap(([api, failed]) => {
    const [, url] = ROOT_OR_LIST.exec(api) ?? [];
    return url === undefined ? [] : [[url, failed] as const];
  });
  return found[0] as (typeof found)[number];
}
