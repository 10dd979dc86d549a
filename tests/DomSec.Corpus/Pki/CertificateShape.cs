using DomSec.Corpus.Asn1;

namespace DomSec.Corpus.Pki;

/// <summary>Everything about a certificate that a case may want to be different.</summary>
internal sealed class CertificateShape
{
    public static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int DigitalSignature = 0;
    private const int NonRepudiation = 1;
    private const int KeyEncipherment = 2;
    private const int KeyAgreement = 4;
    private const int KeyCertSign = 5;
    private const int CrlSign = 6;

    /// <summary>As <see cref="DistinguishedNames"/> reads it.</summary>
    public required string Subject { get; set; }

    /// <summary>rfc822Names of the subjectAltName.</summary>
    public List<string> Emails { get; init; } = [];

    public List<string> Uris { get; init; } = [];

    /// <summary>SmtpUTF8Mailbox otherNames (RFC 9598 section 3).</summary>
    public List<string> Utf8Mailboxes { get; init; } = [];

    /// <summary>Bits of the key usage; null leaves the extension out.</summary>
    public IReadOnlyList<int>? KeyUsage { get; set; } = [DigitalSignature, NonRepudiation];

    /// <summary>Purposes; empty leaves the extension out.</summary>
    public List<string> ExtendedKeyUsage { get; init; } = ["1.3.6.1.5.5.7.3.4"];

    public bool IsAuthority { get; set; }

    public DateTimeOffset NotBefore { get; set; } = From;

    public DateTimeOffset NotAfter { get; set; } = Until;

    /// <summary>Encoded Extensions beside the usual ones.</summary>
    public List<byte[]> MoreExtensions { get; init; } = [];

    public static IReadOnlyList<int> ForEncryption(bool agreement) => agreement ? [KeyAgreement] : [KeyEncipherment];

    public static IReadOnlyList<int> ForAuthority { get; } = [KeyCertSign, CrlSign];

    public byte[] Extensions(byte[] subjectKeyIdentifier, byte[] authorityKeyIdentifier)
    {
        List<byte[]> all =
        [
            Extension("2.5.29.19", critical: true, IsAuthority ? Der.Sequence(Der.Boolean(true)) : Der.Sequence()),
            Extension("2.5.29.14", critical: false, Der.Octets(subjectKeyIdentifier)),
            Extension("2.5.29.35", critical: false, Der.Sequence(Der.Implicit(0, authorityKeyIdentifier))),
        ];
        if (KeyUsage is not null)
        {
            all.Add(Extension("2.5.29.15", critical: true, BitsOf(KeyUsage)));
        }

        if (ExtendedKeyUsage.Count > 0)
        {
            all.Add(Extension("2.5.29.37", critical: false, Der.Sequence([.. ExtendedKeyUsage.Select(Der.Oid)])));
        }

        byte[][] names =
        [
            .. Emails.Select(email => Der.Implicit(1, System.Text.Encoding.Latin1.GetBytes(email))),
            .. Uris.Select(uri => Der.Implicit(6, System.Text.Encoding.ASCII.GetBytes(uri))),
            .. Utf8Mailboxes.Select(mailbox => Der.Explicit(0, Der.Oid("1.3.6.1.5.5.7.8.9"), Der.Explicit(0, Der.Utf8(mailbox)))),
        ];
        if (names.Length > 0)
        {
            all.Add(Extension("2.5.29.17", critical: false, Der.Sequence(names)));
        }

        return Der.Sequence([.. all, .. MoreExtensions]);
    }

    public static byte[] Extension(string oid, bool critical, byte[] value) =>
        critical ? Der.Sequence(Der.Oid(oid), Der.Boolean(true), Der.Octets(value)) : Der.Sequence(Der.Oid(oid), Der.Octets(value));

    /// <summary>A named bit list without trailing zero bits (X.690 section 11.2.2).</summary>
    private static byte[] BitsOf(IReadOnlyList<int> bits)
    {
        int last = bits.Max();
        byte[] octets = new byte[(last / 8) + 1];
        foreach (int bit in bits)
        {
            octets[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return Der.Bits(octets, (byte)(7 - (last % 8)));
    }
}
