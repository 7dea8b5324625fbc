/** A plan as text: its checklist, then the requests that register the remote. */
import type { Item, Plan } from './planFile.ts';

const MARKS = { passed: 'passed', failed: 'FAILED', 'not-verifiable': 'not verifiable' } as const;

export function itemsText(items: readonly Item[]): string {
  return items.map(itemText).join('');
}

function itemText({ id, outcome, evidence, todo }: Item): string {
  const label = outcome === 'failed' ? 'fix' : 'verify';
  const line = `${MARKS[outcome].padEnd(14)}  ${id}: ${evidence}\n`;
  return todo === undefined ? line : `${line}${' '.repeat(16)}${label}: ${todo}\n`;
}

export function planText(plan: Plan, style: Style): string {
  const chosen = plan.recommendations.map((why) => `recommended: ${why}\n`).join('');
  const head = `Plan: add ${plan.alias} (${plan.to}) to ${plan.cluster}; nothing is sent\n`;
  return `${head}${chosen}\n${itemsText(plan.items)}\n${requestsText(plan, style)}`;
}

export type Style = 'console' | 'curl';

type Planned = Pick<
  Plan,
  'alias' | 'to' | 'mode' | 'model' | 'serverName' | 'skipUnavailable' | 'indices'
>;

interface Step {
  /** Where it is to be done, and what it does. */
  readonly title: string;
  readonly request?: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly shell?: string;
}

/** The requests that register a remote, numbered. They are printed, and never sent. */
function requestsText(plan: Planned, style: Style): string {
  return stepsOf(plan)
    .map((step, index) => `${index + 1}. ${step.title}\n${indented(actionOf(step, style))}\n`)
    .join('\n');
}

function stepsOf(plan: Planned): Step[] {
  return [
    ...(plan.model === 'api-key' ? keySteps(plan) : []),
    {
      title: 'On the local cluster: register the remote',
      request: { method: 'PUT', path: '/_cluster/settings', body: settingsOf(plan) },
    },
    {
      title: 'On the local cluster: verify that "connected" is true',
      request: { method: 'GET', path: '/_remote/info' },
    },
  ];
}

/** The key comes before the settings, so that no connection is tried without it. */
function keySteps({ alias, indices }: Planned): Step[] {
  const access = { search: [{ names: indices }] };
  return [
    {
      title: 'On the remote cluster: create the key, and keep "encoded" of its answer',
      request: {
        method: 'POST',
        path: '/_security/cross_cluster/api_key',
        body: { name: `remote-${alias}`, access },
      },
    },
    {
      title: 'On every local node: store the key',
      shell: `bin/elasticsearch-keystore add cluster.remote.${alias}.credentials`,
    },
    {
      title: 'On the local cluster: reload the keystores (give the password if they have one)',
      request: { method: 'POST', path: '/_nodes/reload_secure_settings' },
    },
  ];
}

function settingsOf({ alias, to, mode, serverName, skipUnavailable }: Planned): unknown {
  const where = mode === 'sniff' ? { seeds: [to] } : { proxy_address: to };
  const remote = {
    mode,
    ...where,
    server_name: serverName,
    skip_unavailable: skipUnavailable,
  };
  return { persistent: { cluster: { remote: { [alias]: remote } } } };
}

function actionOf({ request, shell = '' }: Step, style: Style): string {
  if (request === undefined) return shell;
  const { method, path, body } = request;
  const json = body === undefined ? '' : JSON.stringify(body, null, 2);
  if (style === 'console') return [`${method} ${path}`, json].join('\n').trimEnd();
  const head = `curl -X ${method} "$ELASTICSEARCH_URL${path}"`;
  const quoted = json.replaceAll("'", String.raw`'\''`);
  return json === '' ? head : `${head} -H 'Content-Type: application/json' -d '${quoted}'`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '   ');
}
