/** The bundled SDK is not the whole one: what is left of it still asks and understands errors. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { bundleOptions } from '../../../infra/bundle/options.ts';

const SOURCE = `
import { SSMClient, GetParameterCommand } from '@aws-sdk/client-ssm';
const ssm = new SSMClient({ endpoint: process.env.ENDPOINT, maxAttempts: 1 });
const ask = (Name) => ssm.send(new GetParameterCommand({ Name })).then(({ Parameter }) => Parameter.Value, ({ name, message }) => [name, message]);
Promise.all(['/there', '/missing'].map(ask)).then((answers) => console.log(JSON.stringify(answers)));
`;

it('asks AWS and tells its errors by name and message', async () => {
  const server = createServer(async (request, response) => {
    const { Name } = JSON.parse((await request.toArray()).join(''));
    const found = Name === '/there';
    response.writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(
        found
          ? { Parameter: { Value: 'clusters: []' } }
          : { __type: 'ParameterNotFound', message: 'Not there' },
      ),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const directory = await mkdtemp(join(tmpdir(), 'plugins-'));
  try {
    const { outdir: _, ...options } = await bundleOptions();
    const outfile = join(directory, 'out.cjs');
    await build({
      ...options,
      stdin: { contents: SOURCE, resolveDir: join(import.meta.dirname, '../../..') },
      outfile,
    });
    const env = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stdout } = await promisify(execFile)(process.execPath, [outfile], {
      env: { ...env, ENDPOINT },
    });
    expect(JSON.parse(stdout)).toEqual(['clusters: []', ['ParameterNotFound', 'Not there']]);
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
});
