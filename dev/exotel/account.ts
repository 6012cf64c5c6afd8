/** A customer of Exotel. */
export interface SimAccount {
  readonly sid: string;
  readonly apiKey: string;
  readonly apiToken: string;
  /** Its numbers, in any spelling. */
  readonly exophones: readonly string[];
}
