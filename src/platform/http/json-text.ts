/** An answer that is JSON already, in the shape of its route: sent as it is. */
export class JsonText {
  constructor(readonly text: string) {}
}
