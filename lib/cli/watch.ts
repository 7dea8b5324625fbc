/**
 * `remote-cluster-checker watch`: the same check again and again, on one screen, or a line for each
 * change where stdout is no terminal.
 */
import { check } from '../check.ts';
import { changeLines } from '../report/watch/screen.ts';
import { follow, type Track } from '../report/watch/tracks.ts';
import type { CheckReport } from '../result/result.ts';
import { type ChoiceArguments, choose } from './choice.ts';
import { createWaker, openScreen } from './screen.ts';
import type { Terminal } from './terminal.ts';

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
  const { registry, options } = await choose(given, terminal);
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
      view.show(report, nextAt);
      await waker.sleepUntil(nextAt);
    }
  } finally {
    view.close();
    forget();
  }
  return 0;
}

function hasScreen({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

function linesOn({ stdout }: Terminal): View {
  let tracks: readonly Track[] = [];
  return {
    checking: () => undefined,
    show: (report) => {
      tracks = follow(tracks, report);
      stdout.write(changeLines(tracks));
    },
    close: () => undefined,
  };
}
