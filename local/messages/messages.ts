/**
 * `npm run messages`: lists the messages of Elasticsearch, netty, and the JDK about a remote
 * cluster. It reads the jars of each release in the lab and writes test/fixtures/messages/, which
 * the tests read. It also prints the messages that lib/wording does not classify. Requires the lab.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { readQuiet, unclassified } from './classify.ts';
import { classesOfJar, isListedInJdk, type Message, messagesOf, writeList } from './lists.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAB = join(ROOT, 'test/elasticsearch/lab/lab');
const LISTS = join(ROOT, 'test/fixtures/messages');

/** The releases of the lab: test/elasticsearch/clusters/specs.ts. */
const RELEASES = ['7.17.29', '8.14.3', '8.19.21', '9.0.8', '9.5.3'];
const JARS = '{elasticsearch,x-pack,transport-netty4,netty}-*.jar';
/** `java.base` contains all listed classes. */
const JDK_PACKAGES =
  'regex:/java.base/sun/(security/(ssl|validator|provider/certpath|util|x509)|nio/ch)/.*';

function askLab(...args: string[]): Record<string, string> {
  return JSON.parse(
    execFileSync('python3', [LAB, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
}

/** Several folders of the lab contain the same jar. */
function jarsIn(folder: string): string[] {
  const paths = globSync(`*/${JARS}`, { cwd: folder });
  const once = new Map(paths.map((path) => [basename(path), join(folder, path)]));
  return [...once.values()];
}

function messagesOfRelease(folder: string): Message[] {
  return messagesOf(jarsIn(folder).flatMap((jar) => [...classesOfJar(readFileSync(jar))]));
}

/** `jimage` is part of each JDK. It extracts the file that contains the JDK's classes. */
function messagesOfJdk(home: string): Message[] {
  const folder = mkdtempSync(join(tmpdir(), 'messages-'));
  try {
    const modules = join(home, 'lib/modules');
    const args = ['extract', '--dir', folder, '--include', JDK_PACKAGES, modules];
    execFileSync(join(home, 'bin/jimage'), args);
    const base = join(folder, 'java.base');
    const paths = globSync('**/*.class', { cwd: base }).filter(isListedInJdk);
    return messagesOf(paths.map((path) => [path, readFileSync(join(base, path))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(name: string, messages: readonly Message[]): readonly Message[] {
  const path = join(LISTS, `${name}.txt`);
  writeFileSync(path, writeList(messages));
  process.stdout.write(`${relative(ROOT, path)}: ${messages.length} messages\n`);
  return messages;
}

const folders = askLab('jars', ...RELEASES);
const ofReleases = RELEASES.map((name) => write(name, messagesOfRelease(folders[name] ?? '')));
const jdks = Object.entries(askLab('jdks'));
const ofJdks = jdks.map(([major, home]) => write(`jdk-${major}`, messagesOfJdk(home)));

const quiet = readQuiet(readFileSync(join(import.meta.dirname, 'quiet.txt'), 'utf8'));
for (const { text, classes } of unclassified([...ofReleases, ...ofJdks].flat(), quiet)) {
  process.stdout.write(`not classified: ${text} (${classes.join(', ')})\n`);
}
