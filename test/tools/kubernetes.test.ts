/** What Helm and the schemas of Kubernetes say of the manifests and the chart. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseRegistry } from '../../lib/registry/load.ts';
import { HELM, isMissing, KUBERNETES_VALIDATE, type Outcome, runTool } from './tool.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const CHART = join(EXAMPLES, 'helm');
const MANIFESTS = ['serve.yml', 'cronjob.yml', 'servicemonitor.yml'] as const;
const directory = mkdtempSync(join(tmpdir(), 'kubernetes-'));
const INSTALL = 'test/tools/install';

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly stringData?: Record<string, string>;
}

function resourcesIn(text: string): Resource[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null);
}

function fileOf(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

function validate(file: string): Outcome {
  return runTool(KUBERNETES_VALIDATE, ['--strict', '--no-warn', file]);
}

/** Secrets that the registry names have to be keys of the Secret. */
function expectComplete(resources: readonly Resource[]): void {
  const registry = resources.find(({ kind }) => kind === 'ConfigMap')?.data?.['clusters.yml'] ?? '';
  expect(parseRegistry(registry, { file: 'clusters.yml' }).clusters).not.toEqual([]);
  const secret = resources.find(({ kind }) => kind === 'Secret')?.stringData ?? {};
  const named = [...JSON.stringify(resources).matchAll(/file:\/secrets\/([\w-]+)/g)];
  expect(named.map(([, key = '']) => key).filter((key) => !(key in secret))).toEqual([]);
  expect(named.length).toBeGreaterThan(2);
}

it('the manifests hold the registry and the secrets that they name', () => {
  expectComplete(resourcesIn(readFileSync(join(EXAMPLES, 'kubernetes/serve.yml'), 'utf8')));
});

describe.skipIf(isMissing(KUBERNETES_VALIDATE, INSTALL))('kubernetes-validate', () => {
  it.each(MANIFESTS)('accepts examples/kubernetes/%s', (name) => {
    const { exitCode, output } = validate(join(EXAMPLES, 'kubernetes', name));
    expect(exitCode, output).toBe(0);
  });

  it('refuses a key that Kubernetes does not know', () => {
    const text = readFileSync(join(EXAMPLES, 'kubernetes/serve.yml'), 'utf8');
    const wrong = fileOf('wrong.yml', text.replace('readOnlyRootFilesystem', 'readOnlyRoot'));
    const { exitCode, output } = validate(wrong);
    expect(exitCode).not.toBe(0);
    expect(output).toContain('readOnlyRoot');
  });
});

const VALUES = {
  registry: {
    clusters: [{ name: 'eu', urls: ['https://es:9200'], auth: { apiKey: 'file:/secrets/eu' } }],
  },
  secrets: { token: 'a', 'action-token': 'b', eu: 'c' },
};

function render(values: object): Outcome {
  const file = fileOf('values.yml', JSON.stringify(values));
  return runTool(HELM, ['template', 'checker', CHART, '--values', file]);
}

function kindsIn(text: string): string[] {
  return resourcesIn(text)
    .map(({ kind }) => kind)
    .toSorted();
}

describe.skipIf(isMissing(HELM, INSTALL))('helm', () => {
  it('finds nothing to complain of', () => {
    const file = fileOf('values.yml', JSON.stringify(VALUES));
    const { exitCode, output } = runTool(HELM, ['lint', '--strict', CHART, '--values', file]);
    expect(exitCode, output).toBe(0);
  });

  it('renders what the manifests hold, which Kubernetes accepts', () => {
    const all = { ...VALUES, serviceMonitor: { enabled: true }, cronJob: { enabled: true } };
    const { exitCode, output } = render({
      ...all,
      serve: { ping: 'https://ping.example.com/?a=1&b: 2' },
      imagePullSecrets: [{ name: 'pull' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
    });
    expect(exitCode, output).toBe(0);
    const plain = MANIFESTS.map((name) => readFileSync(join(EXAMPLES, 'kubernetes', name), 'utf8'));
    expect(kindsIn(output)).toEqual(kindsIn(plain.join('\n---\n')));
    expectComplete(resourcesIn(output));
    const validated = validate(fileOf('rendered.yml', output));
    expect(validated.exitCode, validated.output).toBe(0);
  });

  it('uses a Secret and a claim that are there already', () => {
    const { output } = render({
      ...VALUES,
      existingSecret: 'mine',
      persistence: { existingClaim: 'my-claim' },
    });
    expect(kindsIn(output)).toEqual(['ConfigMap', 'Deployment', 'Service']);
    expect(output).toMatch(/secretName: mine[\s\S]*claimName: my-claim/);
  });

  it.each([
    ['no cluster', { secrets: VALUES.secrets }, /registry\/clusters/],
    ['no token', { ...VALUES, secrets: {} }, /secrets.token is missing: set it/],
    ['a misspelled key', { ...VALUES, cronjob: {} }, /cronjob/],
  ])('refuses %s', (_what, values, message) => {
    const { exitCode, output } = render(values);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(message);
  });
});
