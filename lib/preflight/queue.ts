/** A priority queue, as a binary heap: the cheapest comes out first, and of equals the one that went in first. */
import { type Cost, compareCosts } from './cost.ts';

interface Entry<T> {
  readonly value: T;
  readonly cost: Cost;
  readonly turn: number;
}

export interface Queue<T> {
  add(value: T, cost: Cost): void;
  /** Takes the cheapest out; undefined where there is none. */
  take(): T | undefined;
}

export function createQueue<T>(): Queue<T> {
  const heap: Entry<T>[] = [];
  let turn = 0;

  return {
    add(value, cost) {
      heap.push({ value, cost, turn });
      turn += 1;
      rise(heap);
    },
    take() {
      const [first] = heap;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first?.value;
    },
  };
}

function isBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  return (compareCosts(one.cost, other.cost) || one.turn - other.turn) < 0;
}

function swap<T>(heap: Entry<T>[], one: number, other: number): void {
  [heap[one], heap[other]] = [heap[other] as Entry<T>, heap[one] as Entry<T>];
}

/** The last entry goes up to its place. */
function rise<T>(heap: Entry<T>[]): void {
  for (let place = heap.length - 1; place > 0; ) {
    const above = (place - 1) >> 1;
    if (!isBefore(heap[place] as Entry<T>, heap[above] as Entry<T>)) return;
    swap(heap, place, above);
    place = above;
  }
}

/** The first entry goes down to its place. */
function sink<T>(heap: Entry<T>[]): void {
  for (let place = 0; ; ) {
    const below = [2 * place + 1, 2 * place + 2].filter((child) => child < heap.length);
    const least = below.reduce((best, child) => (isBefore(heap[child] as Entry<T>, heap[best] as Entry<T>) ? child : best), place);
    if (least === place) return;
    swap(heap, place, least);
    place = least;
  }
}
