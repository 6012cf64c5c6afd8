/**
 * Loaded into a server process before its own program: at each SIGUSR2 its operating system's clock
 * jumps by an hour, on, back, back and on. A process begins with the jumps that CRASH_CLOCK_JUMPS says.
 */
const HOUR_MS = 3_600_000;
const SHIFTS = [0, HOUR_MS, 0, -HOUR_MS] as const;

let jumps = Number(process.env.CRASH_CLOCK_JUMPS ?? '0');
const shiftMs = (): number => SHIFTS[jumps % SHIFTS.length] ?? 0;

const System = Date;
const now = (): number => System.now() + shiftMs();

globalThis.Date = new Proxy(System, {
  construct: (target, args: unknown[], asked: new () => unknown) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, asked) as object,
  apply: () => new System(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

// Set once, as by the operating system when the process begins.
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + shiftMs() });

process.on('SIGUSR2', () => (jumps += 1));
