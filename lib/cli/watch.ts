/**
 * `remote-cluster-checker watch`: the same check again and again, on one screen, or a line for each
 * change where stdout is no terminal.
 */
import { styleText } from 'node:util';
import { check } from '../check.ts';
import { namedByContacts } from '../contact.ts';
import { changeLines, goneLines, watchScreen } from '../report/watch/screen.ts';
import { follow, type Track } from '../report/watch/tracks.ts';
import type { CheckReport } from '../result/result.ts';
import { type ChoiceArguments, choose } from './choice.ts';
import { paperOf, type Terminal } from './terminal.ts';

export interface WatchArguments extends ChoiceArguments {
  /** Seconds from the start of one check to the start of the next. */
  readonly every: number;
}

/** Where what was seen is shown. */
export interface View {
  /** While a check runs. */
  checking(done: number, total: number): void;
  /** When it is done; the next one starts then. */
  show(report: CheckReport, nextAt: Date): void;
  close(): void;
}

/** Runs until the user ends it. */
export async function runWatch(given: WatchArguments, terminal: Terminal): Promise<number> {
  const command = `watch --every ${given.every}`;
  const { registry, options, origin } = await choose({ ...given, command }, terminal);
  const ended = new AbortController();
  const end = () => ended.abort();
  const waker = createWaker(ended.signal);
  const forget = terminal.onEnd(end);
  const view = hasScreen(terminal)
    ? openScreen(terminal, { end, checkNow: waker.wake })
    : linesOn(terminal);
  try {
    while (!ended.signal.aborted) {
      const nextAt = new Date(Date.now() + given.every * 1000);
      let [total, done] = [0, 0];
      view.checking(done, total);
      const report = await check(registry, {
        ...options,
        signal: ended.signal,
        onProgress: (event) => {
          if (event.kind === 'found') total += event.remotes;
          else done += 1;
          view.checking(done, total);
        },
      });
      // What was broken off says nothing.
      if (ended.signal.aborted) break;
      const named = await namedByContacts(report, registry, { origin, timeoutMs: LOOK_MS });
      view.show(named, nextAt);
      await waker.sleepUntil(nextAt);
    }
  } finally {
    view.close();
    forget();
  }
  return 0;
}

/** For a second look at a local cluster that could not be asked. */
const LOOK_MS = 5000;

function hasScreen({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

function linesOn({ stdout }: Terminal): View {
  let tracks: readonly Track[] = [];
  return {
    checking: () => undefined,
    show: (report) => {
      const before = tracks;
      tracks = follow(before, report);
      stdout.write(`${changeLines(tracks)}${goneLines(before, tracks, report)}`);
    },
    close: () => undefined,
  };
}

/** Other screen, no cursor; and back. */
const OPEN = '\u001b[?1049h\u001b[?25l';
const CLOSE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';

/** Ctrl-C and Ctrl-D, which come as what they are in raw mode, among them. */
const ENDING = ['q', 'Q', '\u0003', '\u0004'];

const TICK_MS = 1000;

interface Keys {
  readonly end: () => void;
  readonly checkNow: () => void;
}

/**
 * The terminal's other screen, as full-screen programs use it, so that the user's own is there again
 * afterwards.
 */
function openScreen(terminal: Terminal, keys: Keys): View {
  const { stdout, hostname } = terminal;
  let tracks: readonly Track[] = [];
  let vantage = hostname;
  let doing = () => 'starting';
  const draw = () => {
    const lines = watchScreen(
      { tracks, vantage, doing: doing(), now: new Date() },
      {
        ...paperOf(terminal),
        width: stdout.columns ?? 80,
        rows: stdout.rows ?? 24,
        mark: (text) => styleText('inverse', text, { validateStream: false }),
      },
    );
    stdout.write(
      `${HOME}${lines.map((line) => `${line}${REST_OF_LINE}`).join('\r\n')}${REST_OF_SCREEN}`,
    );
  };
  const show = (text: () => string) => {
    doing = text;
    draw();
  };
  stdout.write(OPEN);
  draw();
  const releaseKeys = listenTo(terminal, keys);
  const timer = setInterval(draw, TICK_MS);
  return {
    checking: (done, total) => show(() => `checking, ${done} of ${total} done`),
    show: (report, nextAt) => {
      tracks = follow(tracks, report);
      vantage = report.vantage;
      const found = tracks.length === 0 ? 'none registered, ' : '';
      show(
        () =>
          `${found}next check in ${Math.max(0, Math.ceil((nextAt.getTime() - Date.now()) / 1000))} s`,
      );
    },
    close: () => {
      clearInterval(timer);
      releaseKeys();
      stdout.write(CLOSE);
    },
  };
}

/** Gives what makes the keyboard an ordinary one again. */
function listenTo({ stdin }: Terminal, { end, checkNow }: Keys): () => void {
  if (stdin.isTTY !== true) return () => {};
  const onTyped = (typed: Buffer | string) => {
    const keys = [...String(typed)];
    if (keys.some((key) => ENDING.includes(key))) end();
    else if (keys.includes(' ')) checkNow();
  };
  stdin.setRawMode(true);
  stdin.on('data', onTyped);
  stdin.resume();
  return () => {
    stdin.off('data', onTyped);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

/** A sleep that can be ended early. */
export interface Waker {
  /** Resolves at that time, when it is woken, or when the signal aborts. */
  sleepUntil(time: Date): Promise<void>;
  /** Ends the sleep; nothing where nobody sleeps. */
  wake(): void;
}

export function createWaker(signal: AbortSignal): Waker {
  let wake = () => {};
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    wake: () => wake(),
    sleepUntil: (time) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => wake(), Math.max(0, time.getTime() - Date.now()));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal.aborted) wake();
      }),
  };
}
