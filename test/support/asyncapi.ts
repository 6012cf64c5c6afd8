export function mustFitAsyncApi(_event: string, _data: unknown): void {}
