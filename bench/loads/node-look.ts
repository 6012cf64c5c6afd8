/** Some figures of a node's `/metrics`, in seconds and bytes. */
export interface NodeLook {
  readonly resident: number;
  readonly heap: number;
  /** How late its event loop was since the last look. */
  readonly loopP50: number;
  readonly loopP99: number;
  /** Commands to MongoDB so far, and how long they waited for a connection. */
  readonly operations: number;
  readonly waited: number;
  readonly cpu: number;
}

export async function lookAt(url: string): Promise<NodeLook> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return {
    resident: of('process_resident_memory_bytes'),
    heap: of('nodejs_heap_size_used_bytes'),
    loopP50: of('nodejs_eventloop_lag_p50_seconds'),
    loopP99: of('nodejs_eventloop_lag_p99_seconds'),
    operations: of('crosspoint_database_operations_total'),
    waited: of('crosspoint_database_wait_seconds_sum'),
    cpu: of('process_cpu_seconds_total'),
  };
}
