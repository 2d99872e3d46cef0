// Decodes a ThumbHash: about 25 bytes that describe an image's colours and shapes as a few cosine waves.
// Format: https://evanw.github.io/thumbhash/

/** The longer edge of a placeholder in pixels: enough for the waves, which the browser interpolates. */
const edge = 16;

/** Returns the placeholder as the data URL of a bitmap, which needs no canvas; empty if the hash is invalid. */
export function placeholder(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return bytes.length < 5 ? '' : `data:image/bmp;base64,${btoa(String.fromCharCode(...bitmap(decode(bytes))))}`;
}

/** Writes a bitmap with a header of version 4, in which pixels may be transparent. */
function bitmap({ width, height, pixels }: Pixels): Uint8Array {
  const headers = 122;
  const file = new DataView(new ArrayBuffer(headers + pixels.length));
  file.setUint16(0, 0x424d);
  file.setUint32(2, file.byteLength, true);
  file.setUint32(10, headers, true);
  file.setUint32(14, 108, true);
  file.setInt32(18, width, true);
  // Negative: from the top to the bottom.
  file.setInt32(22, -height, true);
  file.setUint16(26, 1, true);
  file.setUint16(28, 32, true);
  file.setUint32(30, 3, true);
  file.setUint32(34, pixels.length, true);
  // Where red, green, blue and alpha are in a pixel.
  [0xff, 0xff00, 0xff0000, 0xff000000].forEach((mask, channel) => file.setUint32(54 + 4 * channel, mask, true));
  // sRGB.
  file.setUint32(70, 0x73524742, true);
  new Uint8Array(file.buffer).set(pixels, headers);
  return new Uint8Array(file.buffer);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

interface Waves {
  readonly nx: number;
  readonly ny: number;
  readonly amplitudes: readonly number[];
}

/** Reads four-bit amplitudes, channel by channel. */
class AmplitudeReader {
  readonly #bytes: Uint8Array;
  #next: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#next = start * 2;
  }

  read(nx: number, ny: number, scale: number): Waves {
    const amplitudes: number[] = [];
    for (let y = 0; y < ny; y++) {
      for (let x = y === 0 ? 1 : 0; x * ny < nx * (ny - y); x++) {
        const byte = this.#bytes[this.#next >> 1] ?? 0;
        const nibble = this.#next++ & 1 ? byte >> 4 : byte & 15;
        amplitudes.push((nibble / 7.5 - 1) * scale);
      }
    }
    return { nx, ny, amplitudes };
  }
}

function decode(bytes: Uint8Array): Pixels {
  const at = (index: number): number => bytes[index] ?? 0;
  const first = at(0) | (at(1) << 8) | (at(2) << 16);
  const second = at(3) | (at(4) << 8);
  const hasAlpha = first >> 23 !== 0;
  const landscape = second >> 15 !== 0;
  const long = hasAlpha ? 5 : 7;
  const short = Math.max(1, second & 7);
  const [lx, ly] = landscape ? [long, Math.max(3, short)] : [Math.max(3, short), long];
  const reader = new AmplitudeReader(bytes, hasAlpha ? 6 : 5);
  const l = { mean: (first & 63) / 63, waves: reader.read(lx, ly, ((first >> 18) & 31) / 31) };
  const p = { mean: ((first >> 6) & 63) / 31.5 - 1, waves: reader.read(3, 3, (((second >> 3) & 63) / 63) * 1.25) };
  const q = { mean: ((first >> 12) & 63) / 31.5 - 1, waves: reader.read(3, 3, (((second >> 9) & 63) / 63) * 1.25) };
  const a = hasAlpha ? { mean: (at(5) & 15) / 15, waves: reader.read(5, 5, (at(5) >> 4) / 15) } : undefined;

  // The header has only the wave count of the shorter edge, which gives the approximate aspect ratio.
  const ratio = landscape ? long / short : short / long;
  const width = Math.max(1, Math.round(ratio > 1 ? edge : edge * ratio));
  const height = Math.max(1, Math.round(ratio > 1 ? edge / ratio : edge));
  const pixels = new Uint8ClampedArray(width * height * 4);
  const [across, down] = [cosines(width), cosines(height)];
  for (let y = 0, i = 0; y < height; y++) {
    const waves = [l, p, q, a].map((channel) => channel && { mean: channel.mean, line: lineOf(channel.waves, down[y]!) });
    for (let x = 0; x < width; x++, i += 4) {
      const [light, yellowBlue, redGreen, alpha] = waves.map((channel) => (channel ? sample(channel, across[x]!) : 1)) as [number, number, number, number];
      const blue = light - (2 / 3) * yellowBlue;
      const red = (3 * light - blue + redGreen) / 2;
      pixels[i] = 255 * red;
      pixels[i + 1] = 255 * (red - redGreen);
      pixels[i + 2] = 255 * blue;
      pixels[i + 3] = 255 * alpha;
    }
  }
  return { width, height, pixels };
}

/** Returns the values of the first seven waves at each position along an edge. */
function cosines(length: number): number[][] {
  return Array.from({ length }, (_, position) =>
    Array.from({ length: 7 }, (_, wave) => Math.cos((Math.PI / length) * (position + 0.5) * wave)));
}

/** Returns the amplitudes of the horizontal waves in one line. */
function lineOf({ nx, ny, amplitudes }: Waves, down: readonly number[]): number[] {
  const line = new Array<number>(nx).fill(0);
  let next = 0;
  for (let y = 0; y < ny; y++) {
    for (let x = y === 0 ? 1 : 0; x * ny < nx * (ny - y); x++) {
      line[x]! += (amplitudes[next++] ?? 0) * (down[y] ?? 0) * 2;
    }
  }
  return line;
}

function sample({ mean, line }: { readonly mean: number; readonly line: readonly number[] }, across: readonly number[]): number {
  return line.reduce((value, amplitude, wave) => value + amplitude * across[wave]!, mean);
}
