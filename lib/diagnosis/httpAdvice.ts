/** What to do about an HTTP answer, by what it says, and else by its status. */
import type { FailedAnswer } from '../result/witness.ts';

/** The words of Elasticsearch, of its clouds, and of proxies; the first that fits counts. */
const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server/i,
    'The port speaks HTTPS: let the URL begin with https://',
  ],
  [
    /not available when running in serverless mode/,
    'This is a serverless project, which has no remote clusters: remove it from the registry',
  ],
  [
    /Data too large|rejected execution/,
    'The node itself is overloaded: lower its load, or give it more heap',
  ],
  [
    /master_not_discovered|no master|state not recovered|cluster_uuid":"_na_"/,
    'The local cluster has no master: bring back its master-eligible nodes',
  ],
  [
    /Unknown resource\./,
    'Elastic Cloud knows no such deployment: correct the URL, or see whether it was deleted',
  ],
];

/** Who answers so is often a proxy. */
const BY_STATUS: Readonly<Record<number, string>> = {
  403: 'A proxy or a filter of addresses refuses the checker: allow the address of the checker',
  404: 'Whoever answers does not know this path: correct the host and the path of the URL',
  407: 'A forward proxy asks for credentials: let the checker reach the cluster without it',
  429: 'Too many requests: raise the limit of the proxy, or let the checker ask less often',
  502: 'The proxy has no healthy backend: check the nodes behind it',
  503: 'The proxy has no healthy backend, or the node is starting: check the nodes behind it',
  504: 'The node behind the proxy does not answer in time: check the nodes behind it',
};

export function adviceOf({ httpStatus = 0, message }: FailedAnswer): string {
  return (
    BY_WORDS.find(([words]) => words.test(message))?.[1] ??
    BY_STATUS[httpStatus] ??
    'Read the first line of the answer in the evidence'
  );
}

/** What a scheme that the port does not speak looks like to a client. */
export function schemeAdvice(url: string, message: string): string | undefined {
  if (url.startsWith('https:') && /wrong version number|packet length too long/i.test(message))
    return `The port of ${url} speaks no TLS: let the URL begin with http://`;
  if (url.startsWith('http:') && /other side closed|socket hang up|ECONNRESET/i.test(message))
    return `The port of ${url} takes the request and closes the connection, as an HTTPS port does: \
try https://. A transport port (9300) does so too: give the HTTP port`;
  return undefined;
}
