/** The options of dynalite that the local stack uses. The package contains no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Directory of the database. In memory if absent. */
    readonly path?: string;
    readonly createTableMs?: number;
  }

  function dynalite(options?: Options): Server;
  export = dynalite;
}
