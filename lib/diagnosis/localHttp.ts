/** What the HTTP answers of the local cluster show about the checker's access. */
import { listing } from '../listing.ts';
import type { FailedAnswer } from '../result/witness.ts';
import type { Match, Rule } from './cause.ts';
import type { CauseCode } from './codes.ts';
import { adviceOf, schemeAdvice } from './httpAdvice.ts';
import { causeOfText } from './phrases.ts';
import { quoted } from './statements.ts';
import { isRefusedByKey, type View } from './view.ts';

export function localClusterUnreachable({ facts: { local } }: View): Match | undefined {
  const failed = local.nodesAsked.flatMap(({ url, root }) =>
    root.ok || !isSilent(root.failed) ? [] : [`${url}: ${root.failed.message}`],
  );
  if (failed.length < local.nodesAsked.length) return undefined;
  const [advice] = local.nodesAsked.flatMap(({ url, root }) =>
    root.ok ? [] : (schemeAdvice(url, root.failed.message) ?? []),
  );
  return {
    evidence: `No configured address of ${local.name} answers. ${failed.join('; ')}`,
    ...(advice === undefined ? {} : { values: { advice } }),
  };
}

function isSilent({ kind, httpStatus }: FailedAnswer): boolean {
  return (
    kind === 'timed-out' ||
    kind === 'unreachable' ||
    (kind === 'nonsense' && httpStatus === undefined)
  );
}

const NOT_ABOUT_PRIVILEGES: ReadonlySet<CauseCode | undefined> = new Set([
  'checker-credentials-refused',
  'checker-address-filtered',
] as const);

/** 401 is about the credentials, whatever the text; a filter answers 403. */
function refusalCode({ httpStatus, message }: FailedAnswer): CauseCode | undefined {
  return httpStatus === 401 ? 'checker-credentials-refused' : causeOfText(message);
}

/** The local cluster, or what stands in front of it, refuses the checker by this name. */
export function refusedAs(code: CauseCode): Rule {
  return ({ facts, remarks, verdict }) => {
    const refused = facts.local.nodesAsked
      .flatMap(({ root, remoteInfo }) => [root, remoteInfo])
      .flatMap((answer) => (answer.ok ? [] : [answer.failed]))
      .filter((failed) => failed.kind === 'not-authorized' && refusalCode(failed) === code);
    const words = remarks.filter(({ text }) => causeOfText(text) === code).slice(0, 1);
    const texts = [...new Set([...refused.map(wholeText), ...words.map(quoted)])];
    if (texts.length === 0) return undefined;
    const evidence = texts.join('; ');
    const isOfProxy = refused.length > 0 && refused.every(({ reasons }) => reasons.length === 0);
    const who = /missing authentication credentials/.test(evidence) ? 'none' : 'other';
    return {
      evidence,
      severity: verdict === 'connected' ? 'note' : 'unknown',
      values: { refusedBy: isOfProxy ? 'proxy' : who },
    };
  };
}

/**
 * What each address ended with, if no address says which remotes there are: `GET /`, or if a proxy
 * lets only that through, the question for the remotes.
 */
export function refusedRoots({ facts: { local } }: View): FailedAnswer[] {
  const all = local.nodesAsked.map(({ root, remoteInfo }) =>
    root.ok
      ? remoteInfo.ok || isOfNode(remoteInfo.failed)
        ? []
        : [remoteInfo.failed]
      : [root.failed],
  );
  const isUseless = local.nodesAsked.every(({ remoteInfo }) => !remoteInfo.ok);
  return isUseless && all.every((one) => one.length > 0) ? all.flat() : [];
}

/** The node itself gives a reason, or there is no such API. */
function isOfNode({ kind, reasons }: FailedAnswer): boolean {
  return reasons.length > 0 || kind === 'missing' || kind === 'no-role';
}

/** The message, and what the reasons say beyond it. */
function wholeText({ message, reasons }: FailedAnswer): string {
  const more = reasons.slice(1).map(({ reason }) => reason);
  return [message, ...more.filter((text) => !message.includes(text))].join('; ');
}

/** All addresses are of no use, and some of them for this reason. */
function ofRoots(view: View, isOne: (failed: FailedAnswer) => boolean): Match | undefined {
  const [first, ...others] = refusedRoots(view).filter(isOne);
  if (first === undefined) return undefined;
  const texts = [first, ...others].map(wholeText);
  return {
    subject: `HTTP ${first.httpStatus}`,
    evidence: listing([...new Set(texts)], '; '),
    values: { advice: adviceOf(first) },
  };
}

/** Elasticsearch refuses privileges with a reason; proxies and filters say it in another way. */
export function localHttpError(view: View): Match | undefined {
  return ofRoots(
    view,
    (failed) =>
      (failed.httpStatus ?? 0) >= 400 &&
      !NOT_ABOUT_PRIVILEGES.has(refusalCode(failed)) &&
      (failed.kind !== 'not-authorized' || failed.reasons.length === 0),
  );
}

export function otherProduct(view: View): Match | undefined {
  return ofRoots(view, ({ kind, httpStatus = 500 }) => kind === 'nonsense' && httpStatus < 400);
}

export function notAuthorized(view: View): Match | undefined {
  if (localHttpError(view) !== undefined) return undefined;
  const { facts, remarks, verdict } = view;
  const answers = {
    'GET /': facts.local.nodesAsked.map(({ root }) => root),
    'GET /_remote/info': facts.local.nodesAsked.map(({ remoteInfo }) => remoteInfo),
  };
  const refused = Object.entries(answers).filter(([, all]) => refusals(all).length > 0);
  const apis = refused.map(([api]) => api);
  const isOther = remarks.some(({ text }) => NOT_ABOUT_PRIVILEGES.has(causeOfText(text)));
  const active = isOther
    ? undefined
    : facts.active.find((one) => one.outcome === 'not-authorized' && !isRefusedByKey(one, facts));
  if (active !== undefined)
    apis.push(active.api === 'search' ? 'the cross-cluster search' : 'GET /_resolve/cluster');
  if (apis.length === 0) return undefined;
  const text = active?.error ?? refusals(Object.values(answers).flat())[0];
  return {
    evidence: `Our user may not ask ${apis.join(', ')}: ${text}`,
    severity: verdict === 'connected' ? 'note' : 'unknown',
  };
}

type Asked = { readonly ok: true } | { readonly ok: false; readonly failed: FailedAnswer };

/** A refusal without a reason is none of Elasticsearch's privileges. */
function refusals(answers: readonly Asked[]): string[] {
  return answers.flatMap((answer) =>
    !answer.ok && isAboutPrivileges(answer.failed) ? [answer.failed.message] : [],
  );
}

function isAboutPrivileges(failed: FailedAnswer): boolean {
  const { kind, httpStatus, reasons, message } = failed;
  const isSaid = reasons.length > 0 || /\bis unauthorized\b/.test(message);
  const isOfProxy = httpStatus !== undefined && !isSaid;
  return kind === 'not-authorized' && !isOfProxy && !NOT_ABOUT_PRIVILEGES.has(refusalCode(failed));
}
