using System.Text;
using CsCheck;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

public sealed class Base64Tests
{
    [Fact]
    public void Encoding_is_the_platforms_in_lines_of_64_for_every_length_and_chunk()
    {
        byte[] octets = [.. Enumerable.Range(0, 400).Select(i => (byte)(i * 7 & 0xFF))];
        for (int length = 0; length <= octets.Length; length++)
        {
            string expected = string.Concat(Convert.ToBase64String(octets, 0, length).Chunk(64).Select(line => new string(line) + "\r\n"));
            foreach (int chunk in new[] { 0, 1, 2, 3, 47, 48, 49, 96, 97 })
            {
                var output = new Recorder();
                Recorder.Push(new Base64Encoder(output), octets.AsSpan(0, length), chunk);
                Assert.Equal(expected, output.Text);
                Assert.Equal(1, output.Completions);
            }
        }
    }

    [Fact]
    public void A_megabyte_survives_encoding_and_decoding_in_any_chunks() =>
        Gen.Select(Gen.Byte.Array[0, 1 << 20], Gen.Int[1, 200_000], Gen.Int[1, 200_000]).Sample(
            (octets, encodeChunk, decodeChunk) =>
            {
                var text = new Recorder();
                Recorder.Push(new Base64Encoder(text), octets, encodeChunk);
                var back = new Recorder();
                Recorder.Push(new Base64Decoder(back), text.Octets, decodeChunk);
                Assert.True(octets.AsSpan().SequenceEqual(back.Octets));
            },
            iter: 20,
            threads: 1);

    [Theory]
    [Trait("Requirement", "CMS-BER-10")]
    [InlineData("", "")]
    [InlineData("QUJD", "ABC")]
    [InlineData("QUI=", "AB")]
    [InlineData("QQ==", "A")]
    [InlineData("QUI", "AB")] // no padding
    [InlineData("QQ", "A")]
    [InlineData("QQ=", "A")]
    [InlineData("QUJDQ", "ABC")] // six bits make no octet
    [InlineData("Q", "")]
    [InlineData("Q U\tJ\r\nD", "ABC")]
    [InlineData("Q\r\nQ\n=\r=", "A")]
    [InlineData("QUJD QUI= QUJD", "ABCAB")] // after padding nothing counts
    [InlineData("QQ==QQ==", "A")]
    [InlineData("=QUJD", "ABC")] // padding before anything is dirt
    [InlineData("QUJD==QUJD", "ABCABC")]
    [InlineData("Q=UJD", "ABC")]
    [InlineData("QR==", "A")] // non-zero bits that the padding hides
    [InlineData("QU*J!D-_", "ABC")] // not of the alphabet; "-" and "_" belong to another one
    [InlineData("\u00ffQUJD\0", "ABC")]
    [InlineData("--QUJD", "ABC")]
    public void Dirt_is_skipped_in_every_chunking(string text, string expected)
    {
        byte[] octets = Encoding.Latin1.GetBytes(text);
        for (int chunk = 0; chunk <= octets.Length; chunk++)
        {
            Assert.Equal(expected, Decode(octets, chunk));
        }

        for (int at = 0; at <= octets.Length; at++)
        {
            var output = new Recorder();
            Recorder.PushSplit(new Base64Decoder(output), octets, at);
            Assert.Equal(expected, output.Text);
        }
    }

    [Fact]
    public void Lines_of_any_length_and_end_are_put_together() =>
        Gen.Select(Gen.Int[1, 80], Gen.Int[0, 30], Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("\r"), Gen.Const("\n\r"), Gen.Const("\r\n\r\n"), Gen.Const("\n\n\n")), Gen.Int[0, 100], Gen.Int[0, 4]).Sample(
            (length, lines, end, at, cut) =>
            {
                string characters = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(length * lines / 4 * 3));
                string text = string.Concat(characters.Chunk(length).Select(line => new string(line) + end));
                at = Math.Min(at * 7, text.Length);
                string broken = text[..at] + "\r\n" + text[Math.Min(at, text.Length)..]; // one line that is not like the others
                foreach (string each in new[] { text, broken })
                {
                    Assert.Equal(Convert.ToHexString(Convert.FromBase64String(characters)), Convert.ToHexString(DecodeOctets(Encoding.ASCII.GetBytes(each), cut)));
                }
            },
            iter: 2000);

    private static byte[] DecodeOctets(byte[] text, int chunk)
    {
        var output = new Recorder();
        Recorder.Push(new Base64Decoder(output), text, chunk == 0 ? 0 : chunk * 37);
        return [.. output.Octets];
    }

    [Fact]
    public void Dirty_input_decodes_as_the_model_says() =>
        Gen.Select(Gen.Frequency((20, (IGen<char>)Gen.OneOf("ABCDwxyz0189+/".Select(Gen.Const).ToArray())), (2, Gen.OneOf(Gen.Const('\r'), Gen.Const('\n'), Gen.Const(' '))), (1, Gen.OneOf(Gen.Const('='), Gen.Const('*'), Gen.Const('\u00e9')))).Array[0, 300], Gen.Int[1, 90]).Sample(
            (characters, chunk) =>
            {
                byte[] octets = Encoding.Latin1.GetBytes(characters);
                string expected = Model(characters);
                Assert.Equal(expected, Decode(octets, 0));
                Assert.Equal(expected, Decode(octets, chunk));
                Assert.Equal(expected, Decode(octets, 1));
            },
            iter: 3000,
            threads: 1);

    private static string Decode(byte[] octets, int chunk)
    {
        var output = new Recorder();
        Recorder.Push(new Base64Decoder(output), octets, chunk);
        Assert.Equal(1, output.Completions);
        return output.Text;
    }

    /// <summary>RFC 2045 section 6.8, written once more: the alphabet's characters up to the first padding that ends a quantum.</summary>
    private static string Model(char[] characters)
    {
        var kept = new StringBuilder();
        foreach (char c in characters)
        {
            if (c == '=' && kept.Length % 4 > 1)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/')
            {
                kept.Append(c);
            }
        }

        if (kept.Length % 4 == 1)
        {
            kept.Length--;
        }

        int used = kept.Length * 6 / 8;
        kept.Append('A', (4 - kept.Length % 4) % 4);
        return Encoding.Latin1.GetString(Convert.FromBase64String(kept.ToString()), 0, used);
    }
}
