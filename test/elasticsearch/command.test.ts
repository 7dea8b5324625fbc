/** The command as somebody uses it who has no registry yet, and as a monitoring plugin. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HEALTHY_SCENES } from './cases/healthy.cases.ts';
import { nodeOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { PASSWORD, USERNAME } from './clusters/request.ts';
import { run } from './command.ts';
import { closedPort } from './network/ports.ts';
import { register, unregisterAll } from './play.ts';
import { urlOf } from './registry.ts';
import { createStage } from './stage.ts';

const ENV = { ELASTICSEARCH_USERNAME: USERNAME, ELASTICSEARCH_PASSWORD: PASSWORD };
const CASES = HEALTHY_SCENES.flatMap(({ cases }) => cases).filter(
  ({ local, remote }) => local === 'local9' && remote === 'remote9',
);
const DEAD = {
  name: 'dead',
  local: 'local9',
  remote: 'remote9',
  set: async () => ({ mode: 'proxy', proxy_address: `127.0.0.1:${await closedPort()}` }),
  seen: { status: 'failing', cause: 'connection-refused' },
} as const;

describe.skipIf(inject('missing') !== '')('the command, given the URL of a local node', () => {
  const stage = createStage();
  const check = (...options: string[]) =>
    run(['check', urlOf(nodeOf('local9')), ...options], { env: ENV });

  beforeAll(async () => {
    await bringUpPhase('secure');
    await register(CASES, stage);
  });
  afterAll(() => unregisterAll('local9'));

  it('shows every remote, and ends with 0 where all are well', async () => {
    const { exitCode, stdout, stderr } = await check();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const alias of [
      'certificate_sniff_remote9',
      'certificate_proxy_remote9',
      'api_key_sniff_remote9',
      'api_key_proxy_remote9',
    ])
      expect(stdout).toContain(alias);
  });

  it('speaks as a monitoring plugin', async () => {
    const { exitCode, stdout } = await check('--nagios');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/\bOK\b.*\|/),
    });
  });

  it('shows cause and fix of a dead remote, and ends with 2', async () => {
    await register([DEAD], stage);
    const { exitCode, stdout } = await check();
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/dead[\s\S]*connection-refused[\s\S]*ECONNREFUSED/);
    const plugin = await check('--nagios');
    expect({ ...plugin, stdout: plugin.stdout.split('\n')[0] }).toMatchObject({
      exitCode: 2,
      stdout: expect.stringMatching(/\bCRITICAL\b.*dead/),
    });
  });

  it('checks only the remote that is asked for', async () => {
    const { exitCode, stdout } = await check('--remote', 'certificate_sniff_remote9');
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('dead');
  });

  it('shows no password, whatever happens', async () => {
    const { stdout, stderr } = await run(['check', urlOf(nodeOf('local9')), '--verbose'], {
      env: { ...ENV, ELASTICSEARCH_PASSWORD: 'not-the-pass-word' },
    });
    expect(stdout + stderr).not.toContain('not-the-pass-word');
    expect(stdout + stderr).toMatch(/does not accept the user and\s+password/);
  });
});
