using System.Runtime.CompilerServices;
using System.Text;
using DomSec.Tests.Cms;
using DomSec.Tests.Properties;
using MimeKit;

namespace DomSec.Fuzz.Engine;

/// <summary>Makes hostile messages of good ones, knowing where CMS, base64 and MIME have their joints. The same seed gives the same messages.</summary>
internal sealed class Mutator
{
    private static readonly byte[] _tags = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x17, 0x18, 0x1F, 0x23, 0x24, 0x30, 0x31, 0x3F, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xBF, 0xFF];

    private static readonly byte[][] _lengths =
    [
        [0x00], [0x01], [0x7F], [0x80], [0x81, 0x00], [0x81, 0x80], [0x82, 0xFF, 0xFF], [0x84, 0x7F, 0xFF, 0xFF, 0xFF], [0x84, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0xFF],
    ];

    private static readonly string[] _words =
    [
        "\r\n", "\n", "\r\n\r\n", "--", "=", "Content-Type: multipart/signed; boundary=b\r\n", "Content-Type: application/pkcs7-mime\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Transfer-Encoding: x-uuencode\r\n", "Content-Transfer-Encoding: base64\r\n", "From: x@y.example\r\n", "boundary=", "; micalg=sha-512", "\0", "begin 644 x\r\n", "=?utf-8?Q?=00?=", "*0*=utf-7''%",
        "-----BEGIN CMS-----\n", "Content-Type: application/octet-stream; name=x.p7m\r\n", "Content-Type: message/rfc822\r\n", "(", "\"", "<", ":;",
    ];

    private static readonly ConditionalWeakTable<IReadOnlyList<byte[]>, IReadOnlyList<TlvTree>> _treesOf = [];

    private readonly IReadOnlyList<byte[]> _seeds;
    private readonly IReadOnlyList<TlvTree> _trees;
    private readonly Random _random;

    public Mutator(IReadOnlyList<byte[]> seeds, int seed)
    {
        _seeds = seeds;
        _random = new Random(seed);
        _trees = _treesOf.GetValue(seeds, list => [.. list.Select(CmsOf).OfType<byte[]>().Select(cms => TlvTree.Read(cms)).OfType<TlvTree>()]);
    }

    public byte[] Next()
    {
        byte[] message = Pick(_seeds);
        if (_random.Next(10) < 7 && CmsOf(message) is { } cms && TlvTree.Read(cms) is { } tree)
        {
            byte[] mutated = _random.Next(3) == 0 ? Octets(cms) : Structure(tree.Copy());
            if (_random.Next(6) == 0)
            {
                mutated = Nest(mutated);
            }

            return _random.Next(4) == 0 ? mutated : SeedCorpus.Replace(IsCms(message) ? _seeds.First(seed => !IsCms(seed) && CmsOf(seed) is not null) : message, mutated);
        }

        return _random.Next(2) == 0 ? Octets(message) : Text(message);
    }

    /// <summary>A BER object of the seeds, changed by element.</summary>
    public byte[] NextElement()
    {
        byte[] changed = _trees.Count == 0 || _random.Next(8) == 0 ? Octets(Pick(_seeds)) : Structure(Pick(_trees).Copy());
        return _random.Next(12) == 0 ? Nest(changed) : changed;
    }

    private static bool IsCms(byte[] message) => message is [0x30, ..];

    /// <summary>The CMS object of a message that is one or carries one as its body; null for the others.</summary>
    public static byte[]? CmsOf(byte[] message)
    {
        if (IsCms(message))
        {
            return message;
        }

        try
        {
            using var source = new MemoryStream(message, writable: false);
            if (MimeMessage.Load(source).Body is not MimePart { Content: { } content } part || !part.ContentType.IsMimeType("application", "pkcs7-mime"))
            {
                return null;
            }

            using var cms = new MemoryStream();
            content.DecodeTo(cms);
            return cms.ToArray();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    private byte[] Structure(TlvTree tree)
    {
        for (int i = 1 + _random.Next(3); i > 0; i--)
        {
            TlvTree[] all = [.. tree.All()];
            TlvTree[] parents = [.. all.Where(node => node.Parts is { Count: > 0 })];
            TlvTree parent = parents.Length > 0 ? Pick(parents) : tree;
            List<TlvTree> parts = parent.Parts ?? [];
            int at = parts.Count > 0 ? _random.Next(parts.Count) : 0;
            switch (parts.Count == 0 ? 6 : _random.Next(9))
            {
                case 0:
                    parts.Insert(at, parts[at].Copy());
                    break;
                case 1:
                    parts.RemoveAt(at);
                    break;
                case 2:
                    int other = _random.Next(parts.Count);
                    (parts[at], parts[other]) = (parts[other], parts[at]);
                    break;
                case 3:
                    parts[at].Tag = Pick(_tags);
                    break;
                case 4: // splice
                    parts[at] = Pick([.. Pick(_trees).All()]).Copy();
                    break;
                case 5:
                    parts.InsertRange(at, Enumerable.Repeat(parts[at], _random.Next(1, 40)).Select(part => part.Copy()));
                    break;
                case 6:
                    TlvTree leaf = Pick(all);
                    leaf.Octets = Octets(leaf.Octets);
                    break;
                case 7:
                    Pick(all).Octets = [];
                    break;
                default:
                    parent.Tag ^= 0x20;
                    break;
            }
        }

        int indefinite = _random.Next(4);
        byte[] written = tree.Write(() => indefinite == 3 ? _random.Next(2) == 0 : indefinite == 2);
        return _random.Next(3) == 0 ? Lengths(written) : written;
    }

    /// <summary>Writes a wrong length, or a long form, into some header.</summary>
    private byte[] Lengths(byte[] octets)
    {
        int[] headers = [.. Enumerable.Range(0, Math.Max(0, octets.Length - 1)).Where(i => octets[i] is 0x30 or 0x31 or 0x04 or 0x24 or 0xA0 or 0x06 or 0x02)];
        if (headers.Length == 0)
        {
            return octets;
        }

        int at = Pick(headers) + 1;
        int old = octets[at] > 0x80 && octets[at] < 0x89 ? 1 + (octets[at] & 0x7F) : 1;
        return [.. octets[..at], .. Pick(_lengths), .. octets[Math.Min(octets.Length, at + old)..]];
    }

    /// <summary>Puts it inside an empty signature layer, with or without MIME between.</summary>
    private byte[] Nest(byte[] cms)
    {
        byte[] header = "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8.ToArray();
        byte[] content = _random.Next(2) == 0 ? [.. header, .. SeedCorpus.Base64(cms)] : cms;
        string type = Pick(new[] { RawBer.Data, RawBer.SignedData, RawBer.EnvelopedData, RawBer.AuthEnvelopedData, "1.2.840.113549.1.9.16.1.6", "1.2.840.113549.1.9.16.1.1" });
        return RawBer.Signed(_random.Next(3) == 0 ? RawBer.Indefinite(0x24, [.. content.Chunk(1 + _random.Next(50)).Select(part => RawBer.Octets(part))]) : RawBer.Octets(content), eContentType: type);
    }

    private byte[] Octets(byte[] octets)
    {
        List<byte> result = [.. octets];
        for (int i = 1 + _random.Next(4); i > 0; i--)
        {
            int at = _random.Next(result.Count + 1);
            int length = Math.Min(_random.Next(1, 1 << _random.Next(1, 10)), result.Count - at);
            switch (_random.Next(8))
            {
                case 0 or 1 when at < result.Count:
                    result[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 2 when at < result.Count:
                    result[at] = (byte)_random.Next(256);
                    break;
                case 3:
                    result.Insert(at, (byte)_random.Next(256));
                    break;
                case 4:
                    result.RemoveRange(at, length);
                    break;
                case 5:
                    result.InsertRange(_random.Next(result.Count + 1), result.GetRange(at, length));
                    break;
                case 6:
                    result.RemoveRange(at, result.Count - at); // truncation
                    break;
                default:
                    byte[] other = Pick(_seeds);
                    int from = _random.Next(other.Length);
                    result.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, _random.Next(300))).ToArray());
                    break;
            }
        }

        return [.. result];
    }

    private byte[] Text(byte[] message)
    {
        string text = Encoding.Latin1.GetString(message);
        for (int i = 1 + _random.Next(3); i > 0; i--)
        {
            int at = _random.Next(text.Length + 1);
            switch (_random.Next(5))
            {
                case 0 or 1:
                    text = text.Insert(at, Pick(_words));
                    break;
                case 2:
                    string[] lines = text.Split('\n');
                    (lines[_random.Next(lines.Length)], lines[0]) = (lines[0], lines[_random.Next(lines.Length)]);
                    text = string.Join('\n', lines);
                    break;
                case 3:
                    text = text.Insert(_random.Next(Math.Min(text.Length, 600)), Pick(_words));
                    break;
                default:
                    string other = Encoding.Latin1.GetString(Pick(_seeds));
                    text = text[..at] + other[_random.Next(other.Length)..];
                    break;
            }
        }

        return Encoding.Latin1.GetBytes(text);
    }
}
