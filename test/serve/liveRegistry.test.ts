import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../../lib/registry/load.ts';
import { liveRegistry } from '../../lib/serve/liveRegistry.ts';
import { makeFleetCertificates } from '../../local/fleet/certificates.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';

const textOf = (name: string, rest = '') =>
  `clusters: [{ name: ${name}, urls: ["https://127.0.0.1:9200"], auth: none${rest} }]\n`;

async function open(file: string, watch = 1) {
  const [loaded, refused] = [[] as string[], [] as string[]];
  const live = await liveRegistry({
    file,
    load: (onFile) => loadRegistry(file, { onFile }),
    everyMs: watch,
    onLoaded: ({ clusters }) => loaded.push(clusters.map(({ name }) => name).join()),
    onRefused: ({ message }) => refused.push(message),
  });
  const lookTwice = async () => {
    await live.look();
    await live.look();
  };
  return { live, loaded, refused, lookTwice };
}

describe('liveRegistry', () => {
  it('reads a new version once it is written, and keeps the old one if that is wrong', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'clusters.yml');
    writeFileSync(file, textOf('one'));
    const { live, loaded, refused, lookTwice } = await open(file);
    const name = () => live.current().clusters[0]?.name;
    await lookTwice();
    expect([name(), loaded]).toEqual(['one', []]);
    writeFileSync(file, textOf('two'));
    await live.look();
    expect(name()).toBe('one');
    await live.look();
    expect([name(), loaded]).toEqual(['two', ['two']]);
    writeFileSync(file, 'clusters: {}');
    await lookTwice();
    await lookTwice();
    expect([name(), refused.length]).toEqual(['two', 1]);
    expect(live.problem()?.message).toContain('clusters.yml has 1 mistake');
    writeFileSync(file, textOf('two'));
    await lookTwice();
    expect([name(), live.problem()]).toEqual(['two', undefined]);
  });

  it('reads CA files again, also if a link leads to another directory', async () => {
    await using directory = await temporaryDirectory();
    const at = (name: string) => join(directory.path, name);
    const certificates = [makeFleetCertificates(new Date()), makeFleetCertificates(new Date())];
    certificates.forEach(({ ca }, index) => {
      mkdirSync(at(`..${index}`));
      writeFileSync(at(`..${index}/ca.crt`), ca.certificate);
    });
    // As Kubernetes swaps the files of a Secret.
    symlinkSync('..0', at('..data'));
    symlinkSync('..data/ca.crt', at('ca.crt'));
    writeFileSync(at('clusters.yml'), textOf('one', ', tls: { ca: ca.crt }'));
    const { live, lookTwice } = await open(at('clusters.yml'));
    const ca = () => live.current().clusters[0]?.tls?.ca;
    expect(ca()).toBe(certificates[0]?.ca.certificate);
    symlinkSync('..1', at('..data_tmp'));
    renameSync(at('..data_tmp'), at('..data'));
    await lookTwice();
    expect(ca()).toBe(certificates[1]?.ca.certificate);
  });

  it('looks by itself until it is to stop', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'clusters.yml');
    writeFileSync(file, textOf('one'));
    const { live, loaded } = await open(file);
    const stopping = new AbortController();
    const watching = live.watch(stopping.signal);
    writeFileSync(file, textOf('two'));
    await expect.poll(() => loaded, { timeout: 20_000 }).toEqual(['two']);
    stopping.abort();
    await watching;
  });

  it('rejects if the first version is wrong, and has no file if it is made of URLs', async () => {
    await expect(open('/nowhere/clusters.yml')).rejects.toThrow('cannot be read');
    await using directory = await temporaryDirectory();
    const ca = join(directory.path, 'ca.crt');
    const refused: string[] = [];
    let isBroken = false;
    const live = await liveRegistry({
      file: undefined,
      load: async (onFile) => {
        onFile(ca);
        if (isBroken) throw 'broken';
        return { clusters: [], defaults: {} as never };
      },
      onLoaded: () => undefined,
      onRefused: ({ message }) => refused.push(message),
    });
    isBroken = true;
    writeFileSync(ca, 'changed');
    await live.look();
    await live.look();
    expect(refused).toEqual(['broken']);
  });
});
