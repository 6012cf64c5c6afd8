/** Which states may follow which; a state without followers is an end. */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

export interface StateMachine<S extends string> {
  readonly states: readonly S[];
  can(from: S, to: S): boolean;
  isEnd(state: S): boolean;
}

/** @throws Error at start when a state cannot be reached from the first one */
export function stateMachine<S extends string>(
  first: S,
  transitions: Transitions<S>,
): StateMachine<S> {
  const states = Object.keys(transitions) as S[];
  const reached = new Set<S>([first]);
  for (const state of reached) transitions[state].forEach((next) => reached.add(next));
  const lost = states.filter((state) => !reached.has(state));
  if (lost.length > 0) throw new Error(`states never reached: ${lost.join(', ')}`);
  return {
    states,
    can: (from, to) => transitions[from].includes(to),
    isEnd: (state) => transitions[state].length === 0,
  };
}
