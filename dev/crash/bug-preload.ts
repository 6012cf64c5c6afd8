import { Collection } from 'mongodb';
import { BUGS, putBack } from './bugs.js';

/** Loaded into a server process before its own program: puts back the bug that CRASH_BUG names. */
const bug = BUGS.find((name) => name === process.env.CRASH_BUG);
if (bug) putBack(bug, Collection.prototype);
