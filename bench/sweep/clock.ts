/** The system's clock, which can be put forward. */
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

/** From now on `Date` is so much later than the real time. */
export function putForward(ms: number): void {
  aheadMs = ms;
  globalThis.Date = Clock as DateConstructor;
}
