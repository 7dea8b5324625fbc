/**
 * Preloaded into the command, so that no name leaves this machine: dns.lookup of any name waits for
 * one of four threads, as in Node, and takes DNS_SLOW_MS; only localhost is found. What asks name
 * servers asks the one on DNS_PORT of the loopback interface.
 */
import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

const SLOW_MS = Number(process.env['DNS_SLOW_MS']);
const THREADS = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
const waiting: { readonly ms: number; readonly done: () => void }[] = [];
let busy = 0;

function next(): void {
  const first = busy < THREADS ? waiting.shift() : undefined;
  if (first === undefined) return;
  busy += 1;
  setTimeout(() => {
    busy -= 1;
    first.done();
    next();
  }, first.ms);
  next();
}

function thread(ms: number): Promise<void> {
  return new Promise((done) => {
    waiting.push({ ms, done });
    next();
  });
}

async function answer(
  name: string,
  given: LookupOptions | number = {},
): Promise<LookupAddress | LookupAddress[]> {
  const { all = false, family = 0 } = typeof given === 'number' ? { family: given } : given;
  const isName = isIP(name) === 0;
  if (isName) await thread(name === 'localhost' ? 1 : SLOW_MS);
  const found = { address: isName ? '127.0.0.1' : name, family: isIP(name) || 4 };
  if (
    (isName && name !== 'localhost') ||
    ((family === 6 || family === 'IPv6') && found.family === 4)
  )
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
      code: 'ENOTFOUND',
      errno: -3008,
      syscall: 'getaddrinfo',
      hostname: name,
    });
  return all ? [found] : found;
}

type Callback = (error: Error | null, found?: string | LookupAddress[], family?: number) => void;

function lookup(
  name: string,
  given: LookupOptions | number | Callback,
  callback = given as Callback,
): object {
  answer(name, typeof given === 'function' ? {} : given).then(
    (found) =>
      Array.isArray(found) ? callback(null, found) : callback(null, found.address, found.family),
    (error: Error) => callback(error),
  );
  return {};
}

const servers = [`127.0.0.1:${process.env['DNS_PORT']}`];
dns.setServers(servers);
dns.promises.setServers(servers);
for (const home of [dns, dns.promises]) {
  const { Resolver } = home;
  const own = class extends Resolver {
    constructor(...options: ConstructorParameters<typeof Resolver>) {
      super(...options);
      super.setServers(servers);
    }
    setServers(): void {}
  };
  Object.assign(home, { Resolver: own });
}
Object.assign(dns, { lookup });
Object.assign(dns.promises, { lookup: answer });
syncBuiltinESMExports();
