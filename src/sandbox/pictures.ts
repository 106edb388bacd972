import { crc32, deflateSync } from 'node:zlib'

/** The MIME type of a picture by its first bytes; `null` for anything else. */
export function imageType(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 12).toString('latin1')
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (start.startsWith('GIF8')) return 'image/gif'
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp'
  return start.startsWith('BM') ? 'image/bmp' : null
}

/** A photo that a person of the sandbox sends: a plain PNG of sky and ground. */
export function samplePhoto(width = 240, height = 160): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const colour = y < height * 0.6 ? [150 + y / 2, 190 + y / 3, 235] : [120, 160 - y / 4, 90]
    return [0, ...Array.from({ length: width }, () => colour).flat()]
  })
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, bytes: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(name, 'latin1'), bytes])
  const frame = Buffer.alloc(content.length + 8)
  frame.writeUInt32BE(bytes.length, 0)
  frame.set(content, 4)
  frame.writeUInt32BE(crc32(content), content.length + 4)
  return frame
}
