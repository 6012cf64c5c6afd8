const DIALLABLE = /^(\+\d{8,15}|0\d{8,11}|91\d{10}|[6-9]\d{9})$/;

/** One number, however it is written: its last ten digits. A withheld number stays as it is. */
export function numberKey(number: string): string {
  const digits = number.replaceAll(/\D/g, '');
  return digits.length >= 10 ? digits.slice(-10) : number;
}

/** As Exotel writes Indian numbers: `0` and ten digits (exotel.md 1.3). */
export function wireNumber(number: string): string {
  const key = numberKey(number);
  return /^\d{10}$/.test(key) ? `0${key}` : number;
}

/** E.164, as the newer resources write it (exotel.md 5.3). */
export function e164(number: string): string {
  const key = numberKey(number);
  return /^\d{10}$/.test(key) ? `+91${key}` : number;
}

/** Whether Exotel can dial it: E.164, `0` with STD code or mobile (exotel.md 1.3). */
export function isDiallable(number: string): boolean {
  return DIALLABLE.test(number);
}
