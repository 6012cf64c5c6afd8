import type { Collection } from 'mongodb';

/** Bugs that can be put back into a server process, to see that the checker finds them. */
export const BUGS = ['unguarded_places', 'lost_events'] as const;
export type Bug = (typeof BUGS)[number];

type Methods = Pick<Collection, 'findOneAndUpdate' | 'insertOne' | 'insertMany'>;

/** Every so many ends of calls is told to nobody. */
const LOST_EVERY = 20;

/** Puts a bug into the database driver of this process. */
export function putBack(bug: Bug, driver: Methods): void {
  if (bug === 'unguarded_places') takePlacesUnguarded(driver);
  else loseEvents(driver);
}

/** An agent's place is taken without a look at how many it has: the guard of the write is left out. */
function takePlacesUnguarded(driver: Methods): void {
  const real = driver.findOneAndUpdate;
  driver.findOneAndUpdate = function (this: Collection, filter: object, ...more: never[]) {
    const { activeCalls, $expr: _both, ...unguarded } = filter as Record<string, unknown>;
    const isGuarded = this.collectionName === 'agent_presence' && activeCalls !== undefined;
    return Reflect.apply(real, this, [isGuarded ? unguarded : filter, ...more]) as never;
  };
}

/** A change is written without its event. */
function loseEvents(driver: Methods): void {
  let ends = 0;
  const isLost = (name: string, document: object): boolean => {
    if (name !== 'events' || (document as { type?: string }).type !== 'call.ended') return false;
    ends += 1;
    return ends % LOST_EVERY === 0;
  };
  const { insertOne, insertMany } = driver;
  driver.insertOne = function (this: Collection, document: object, ...more: never[]) {
    if (isLost(this.collectionName, document))
      return Promise.resolve({ acknowledged: true }) as never;
    return Reflect.apply(insertOne, this, [document, ...more]) as never;
  };
  driver.insertMany = function (this: Collection, documents: object[], ...more: never[]) {
    const kept = documents.filter((document) => !isLost(this.collectionName, document));
    if (kept.length === 0) return Promise.resolve({ acknowledged: true }) as never;
    return Reflect.apply(insertMany, this, [kept, ...more]) as never;
  };
}
