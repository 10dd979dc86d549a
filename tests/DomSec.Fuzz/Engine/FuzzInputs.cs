using DomSec.Tests.Properties;

namespace DomSec.Fuzz.Engine;

/// <summary>Mixes the generators: changed octets, changed BER structure, changed messages.</summary>
internal static class FuzzInputs
{
    /// <summary>Octets of seeds, changed.</summary>
    public static Func<byte[]> Octets(IReadOnlyList<byte[]> seeds, int seed, IReadOnlyList<byte[]>? words = null) =>
        new OctetMutator(seeds, new Random(seed), words ?? OctetMutator.BerWords).Next;

    /// <summary>BER objects, of which so many in a hundred are changed by element and the rest by octet.</summary>
    public static Func<byte[]> Elements(IReadOnlyList<byte[]> seeds, int seed, int structured)
    {
        var random = new Random(seed);
        var octets = new OctetMutator(seeds, random, OctetMutator.BerWords);
        var structures = new Mutator(seeds, seed);
        return () => Bounded(random.Next(100) < structured ? structures.NextElement() : octets.Next());
    }

    /// <summary>Messages and what they carry; one in ten is changed by octet only.</summary>
    public static Func<byte[]> Messages(IReadOnlyList<byte[]> seeds, int seed)
    {
        var random = new Random(seed);
        var octets = new OctetMutator(seeds, random, MailWords);
        var messages = new Mutator(seeds, seed);
        return () => Bounded(random.Next(10) == 0 ? octets.Next() : messages.Next());
    }

    // Repetitions of repetitions grow beyond all bounds; a little more than MaxMessageBytes of the community says all there is to say.
    private static byte[] Bounded(byte[] input) => input.Length <= MaxLength ? input : input[..MaxLength];

    private const int MaxLength = 280 << 10;

    /// <summary>What header fields, boundaries and encodings are made of.</summary>
    public static IReadOnlyList<byte[]> MailWords { get; } =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\0", "--", "--b", "--b\r\n", "\r\n--b\r\n", "\r\n--b--\r\n", "\n--b--", "=", "==", "=\r\n", "=0", "=3D", ":", ";", ": ", " ", "\t", "\"", "(", ")", "\\", "<", ">", "@", ",",
            "From: ", "From: a@b.example\r\n", "Sender: a@b.example\r\n", "Content-Type: ", "Content-Type: multipart/signed; boundary=b\r\n", "Content-Type: application/pkcs7-mime\r\n",
            "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"b\"\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: binary\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n", "begin 644 x\r\n", "end\r\n", "-----BEGIN PKCS7-----\r\n", "-----END PKCS7-----\r\n", "MIAG", "MII",
            "=?utf-8?q?=00?=", "=?utf-8?b?AAA=?=", "boundary=", "; charset*0*=utf-7''%", "xn--", "\u00e9", "\u00ff\u00fe",
        }.Select(System.Text.Encoding.Latin1.GetBytes),
    ];
}
