/** A customer of Exotel. */
export interface SimAccount {
  readonly sid: string;
  readonly apiKey: string;
  readonly apiToken: string;
  /** Its numbers, in any spelling. */
  readonly exophones: readonly string[];
  /** Those of them that take text messages; none where it is left out. */
  readonly smsNumbers?: readonly string[];
}
