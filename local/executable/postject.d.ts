/** What we use of postject, which ships no types. */
declare module 'postject' {
  /** Writes the data into the binary, as the resource of this name. */
  export function inject(
    file: string,
    resource: string,
    data: Buffer,
    options: { readonly sentinelFuse: string },
  ): Promise<void>;
}
