/** The system clock, which can be moved forward. */
const realNow = Date.now;
let aheadMs = 0;

class Clock extends Date {
  constructor(given: number | string = Clock.now()) {
    super(given);
  }

  static override now(): number {
    return realNow() + aheadMs;
  }
}

/** From now on, `Date` is this much later than the real time. */
export function putForward(ms: number): void {
  aheadMs = ms;
  globalThis.Date = Clock as DateConstructor;
}
