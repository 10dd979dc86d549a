namespace DomSec.Fuzz.Engine;

/// <summary>Changes octets, fast; knows the words that matter to BER, or those that the target brings.</summary>
internal sealed class OctetMutator(IReadOnlyList<byte[]> seeds, Random random, IReadOnlyList<byte[]> words, int maxLength = 64 << 10)
{
    /// <summary>Identifier and length octets at the edges of X.690 section 8.1.</summary>
    public static IReadOnlyList<byte[]> BerWords { get; } =
    [
        [0x00, 0x00], [0x30, 0x80], [0x31, 0x80], [0x24, 0x80], [0xA0, 0x80], [0x30, 0x00], [0x05, 0x00], [0x04, 0x00], [0x1F, 0x81, 0x00], [0x3F, 0xFF, 0xFF, 0xFF, 0x7F],
        [0x80], [0x81, 0x80], [0x82, 0xFF, 0xFF], [0x84, 0x7F, 0xFF, 0xFF, 0xFF], [0x84, 0x00, 0x00, 0x00, 0x01], [0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x89], [0xFF], [0x06, 0x01, 0x80], [0x02, 0x00], [0x01, 0x01, 0xFF], [0x03, 0x01, 0x08], [0x24, 0x04, 0x04, 0x02],
    ];

    public byte[] Next()
    {
        byte[] input = seeds[random.Next(seeds.Count)];
        int changes = 1 + (random.Next(4) == 0 ? random.Next(8) : random.Next(2));
        for (int i = 0; i < changes; i++)
        {
            input = Change(input);
        }

        return input.Length <= maxLength ? input : input[..maxLength];
    }

    private byte[] Change(byte[] input)
    {
        int at = random.Next(input.Length + 1);
        int left = input.Length - at;
        int length = Math.Min(left, random.Next(1, 1 << random.Next(1, 9)));
        switch (random.Next(12))
        {
            case 0 or 1 or 2 when left > 0:
                byte[] flipped = [.. input];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 3 or 4 when left > 0:
                byte[] set = [.. input];
                set[at] = (byte)random.Next(256);
                return set;
            case 5 or 6:
                byte[] word = words[random.Next(words.Count)];
                return random.Next(2) == 0 ? [.. input[..at], .. word, .. input[at..]] : [.. input[..at], .. word, .. input[Math.Min(input.Length, at + word.Length)..]];
            case 7:
                return [.. input[..at], .. input[(at + length)..]];
            case 8:
                return [.. input[..(at + length)], .. input[at..]];
            case 9:
                return input[..at];
            case 10:
                byte[] other = seeds[random.Next(seeds.Count)];
                int from = random.Next(other.Length + 1);
                return [.. input[..at], .. other.AsSpan(from, Math.Min(other.Length - from, random.Next(400)))];
            default:
                // Seldom large: what is quadratic shows there.
                int times = random.Next(100) == 0 ? random.Next(2, Math.Max(3, maxLength / Math.Max(1, length))) : random.Next(2, 6);
                return length == 0 ? input : [.. input[..at], .. Enumerable.Repeat(input.AsSpan(at, length).ToArray(), times).SelectMany(o => o), .. input[at..]];
        }
    }
}
