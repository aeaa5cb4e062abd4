/** IP addresses and CIDR blocks in event patterns. */

/** The bytes of an IP address: 4 or 16. */
export type IpAddress = readonly number[];

/** A block of addresses. */
export interface CidrBlock {
  readonly address: IpAddress;
  /** Number of leading bits that an address in the block shares with {@link address}. */
  readonly maskBits: number;
}

/**
 * The address that a text spells, or undefined. IPv4 in dotted decimal, IPv6 in hexadecimal groups without a dotted
 * part; an IPv4-mapped IPv6 address (`::ffff:a00:1`) is the IPv4 address, as in Java, which Event Ruler relies on.
 */
export function ipAddress(text: string): IpAddress | undefined {
  return ipv4Address(text) ?? ipv6Address(text);
}

/**
 * A CIDR block, or what is wrong with the text. A mask of the full length is refused (Event Ruler wants fewer than 32
 * or 128 bits): a single address is matched by its plain text.
 */
export function cidrBlock(text: string): CidrBlock | string {
  const [, addressText, maskText] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  if (addressText === undefined) return "a CIDR block is an IP address, a slash and the number of mask bits";
  const address = ipAddress(addressText);
  if (!address) return `${JSON.stringify(addressText)} is not an IP address`;
  const maskBits = Number(maskText);
  const most = address.length * 8 - 1;
  if (maskBits > most) return `IPv${address.length === 4 ? 4 : 6} mask bits must be at most ${most}`;
  return { address, maskBits };
}

/** Whether an address lies in a block. Addresses of the other family never do. */
export function inBlock(address: IpAddress, block: CidrBlock): boolean {
  if (address.length !== block.address.length) return false;
  return address.every((byte, index) => {
    const fixedBits = Math.min(8, Math.max(0, block.maskBits - index * 8));
    const mask = (0xff << (8 - fixedBits)) & 0xff;
    return (byte & mask) === ((block.address[index] ?? 0) & mask);
  });
}

function ipv4Address(text: string): IpAddress | undefined {
  // 15 characters are the longest address that Java reads; leading zeros within them do not mean octal.
  if (text.length > 15 || !/^\d+\.\d+\.\d+\.\d+$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function ipv6Address(text: string): IpAddress | undefined {
  const halves = text.split("::").map(groups);
  const [head, tail] = halves;
  if (!head || halves.length > 2) return undefined;
  if (halves.length === 1) return head.length === 8 ? bytesOf(head) : undefined;
  if (!tail || head.length + tail.length > 7) return undefined;
  return bytesOf([...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]);
}

/** The 16-bit groups of one side of `::`, or undefined when one is not a group. */
function groups(text: string): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  if (!parts.every((part) => /^0*[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  return parts.map((part) => parseInt(part, 16));
}

function bytesOf(sixteenBitGroups: readonly number[]): IpAddress {
  const bytes = sixteenBitGroups.flatMap((group) => [group >> 8, group & 0xff]);
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}
