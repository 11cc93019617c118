/** Real pictures of 64 x 36 pixels: an artificial test card as encoders write it. */
const encoded = {
  jpeg:
    '/9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgoKC8oLzc3Nzc3N0E8QUNDQ0FBQUFDQ0NISEhVVVVI' +
    'SEhDQ0hIUFBVVVxfXFdXVVdfX2RkZHh4c3OMjJGsrM//xACSAAACAwEBAQAAAAAAAAAAAAAABwUGCAQDAgEAAwEBAQEAAAAAAAAA' +
    'AAAAAAYHCAMFBBAAAgECAwYDCQEAAAAAAAAAAAECAxFRBNGhMTMhFBKRgUGxwbJz8TIiE2FxEQACAQEEBwUHBQEBAAAAAAAAAQID' +
    'QREEIVGR0TGhEgVxgTJC0oKxsmEUUhPBNDMV8HMi/8AAEQgAJABAAwESAAISAAMSAP/aAAwDAQACEQMRAD8Az+AAAD7oU7/k/LUu' +
    'EV2pLA50YX/+n3bRoiuVJaD6+p4rlX4YvN5zaa3fbpz3vdl2kIq1HVqSm/M29992hX/JZC9AcANrgLMBrAz+BsUDAADUAswGwDP4' +
    'EBQqWfa/Xd/PqVYptGdz5XbuFwv3UsLzx/NFZx8WTvktPs+63ItDSaaavTyadprEj6c/2QhO1u6KlbC6uNQEEAwgM+nlYT3uXitA' +
    'FOVaSsX+7wHqeHjG2XDYOQ7lBKK5sq5GFjaiyujx2mRSvVcLT5m81e27ldcr7ErtwpyzOlFYmkCJrHVXZDU/UaNITPqFWPlhqfqE' +
    'aNZZSnjLxWhpclMMXUlvUdT2nyiF9RPRHjtHeUOpmJw3KO3UysXyPT6T809cfSWcnEMTOVkeO0jxf9RO9rR26kvL9/XUvuqa4+kR' +
    'h9hh4Stlw2HKdCVyVFTeEpq2WtbDVp4cKjloNF5bgUvlw+FCz62pFJKMElySs+W0VztNcu4jhSvpYaZcNhmwDiBNQHZQbU7YnjR4' +
    'kfP2Hn0XdO7ScqXjXf7hv6lTjLDuT3waa72k12Z8Eeh1D9rU9n40fYFpAbAFmA1gZ/A2KBgABqAWYDYBn8CPyyVm/W9j2y/2P/fc' +
    'is0Fk387jtQ8L7f0RW+rVJc8IeVR5u9trPsuy7Wef1X+eP8AzXxSHmB8gDAB/9k=',
  webp:
    'UklGRjoBAABXRUJQVlA4IC4BAACQCQCdASpAACQAP5Wwyl24rT+/tVQMA/AyiWwDJAfgAgBfI1mezfjXy/W5HgDkJ17AS5sPAAem' +
    'vDrbfmiC1Kyh1D+guHxUc8VtpTOivwu4tIvhdp2IAP7oy7es3xj1h1fvIwEmRjhr+9xtljvsfCU8AQbZpZg54tAUQU7XS/itwCKL' +
    'DTG9Lq+qSjI5tP4IT3vUagE5nwtza2yAF5nyuBrLP27v5fEAZF9E3K07LE8NyLwFVIDRaIYuitBwq00xntvhF21pQ/geuNqwRbVB' +
    'YvvzpIfvpiv9ZWaRtW/ZZqNWkB/ugFrAP1OmXovnuupYz1YJbA1kHB4opfcf0BJQkIQ4V+FtT7XnvnCZnP9bk4oCgroFqWq5mdSS' +
    '6n3X9dSalluy8i215cikhmPx3QAAAA==',
  webpLossless:
    'UklGRtwAAABXRUJQVlA4TM8AAAAvP8AIAJkvMET0P2YjEEhxCCMcB//vf+BicBPbtqucq+C3+HeFA1oUHMKLP/9f7ccgkiQn/U+U' +
    'cG4pXCIBC3nRNJKUeRRQ4l8JcihxsKHGbduodM8pU5E3kFGIhBWIlBpSzlTrCIRbWZ1tLOYQJkn7nCtrNWDZbcCMWevbtrcB825D' +
    '7I0x+4g+TtzfVv6ROLEWikfJPI8Z00InwBsAdG05ObVeFLxXKj/aqfxp+fKiXVLi8Kkp9h1GQKhaj//V0HcAprXvCIyYiRGrFZj5' +
    'dwAA',
  webpExtended:
    'UklGRmwAAABXRUJQVlA4WAoAAAAQAAAAPwAAIwAAQUxQSAoAAAABB9C/iAhERP8DVlA4IDwAAABwAwCdASpAACQAP5nM4Gk5Mi2o' +
    'IqgDIDMJZwDUFAd7tTT4QQAA/t4SfGE0k6P/V352/U9s+SZAZ0zQAAA=',
};

export type PictureKind = keyof typeof encoded;

export function picture(kind: PictureKind): Buffer<ArrayBuffer> {
  return Buffer.from(encoded[kind], 'base64');
}

/** A JPEG of its own for each number: a comment in it says which (T.81, B.2.4.5). `padding` bytes make it larger. */
export function still(number: number, padding = 0): Buffer<ArrayBuffer> {
  const comment = Buffer.from(`still ${number}`.padEnd(12 + padding, ' '));
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xfffe, 0);
  segment.writeUInt16BE(comment.length + 2, 2);
  const jpeg = picture('jpeg');
  return Buffer.concat([jpeg.subarray(0, 2), segment, comment, jpeg.subarray(2)]);
}

/** The same JPEG whose header claims other sides. */
export function claiming(width: number, height: number): Buffer<ArrayBuffer> {
  const jpeg = picture('jpeg');
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}
