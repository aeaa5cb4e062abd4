/** IPv4 and IPv6 addresses and CIDR blocks, as numbers of 32 and 128 bits. */
import { isIPv4, isIPv6 } from "node:net";

/** A range of addresses; a single address is a range of one. */
export interface IpRange {
  readonly bits: 32 | 128;
  /** What the addresses of the range have in common: the address without its host part. */
  readonly network: bigint;
  readonly prefixLength: number;
}

/** The range that a CIDR block or a single address stands for, or undefined for anything else. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0) return undefined;
  const { bits, value } = parsed;
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const prefixLength = prefix === undefined ? bits : Number(prefix);
  if (prefixLength > bits) return undefined;
  return { bits, prefixLength, network: value >> BigInt(bits - prefixLength) };
}

/** Whether an address lies in a range. Addresses of the other family, and texts that are none, do not. */
export function isInRange(address: string, range: IpRange): boolean {
  const parsed = parseAddress(address);
  return parsed?.bits === range.bits && parsed.value >> BigInt(range.bits - range.prefixLength) === range.network;
}

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** The last address that was read: one is tested against each of a policy's ranges, which may be a thousand. */
let last: { readonly text: string; readonly address: Address | undefined } = { text: "", address: undefined };

function parseAddress(text: string): Address | undefined {
  if (last.text !== text) last = { text, address: readAddress(text) };
  return last.address;
}

function readAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { bits: 32, value: ipv4Value(text) };
  if (isIPv6(text) && !text.includes("%")) return { bits: 128, value: ipv6Value(text) };
  return undefined;
}

function ipv4Value(text: string): bigint {
  return text.split(".").reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function ipv6Value(text: string): bigint {
  const dotted = /(?<=:)[\d.]+\.[\d.]+$/.exec(text)?.[0];
  const hex = dotted === undefined ? text : text.replace(dotted, `${groupsOf(ipv4Value(dotted))}`);
  const [head = "", tail] = hex.split("::");
  const groups = head === "" ? [] : head.split(":");
  const tailGroups = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(8 - groups.length - tailGroups.length).fill("0");
  return [...groups, ...zeros, ...tailGroups].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function groupsOf(value: bigint): string {
  return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}
