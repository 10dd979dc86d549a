using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DomSec.Tests.Trust;

/// <summary>What a test wants in a certificate.</summary>
internal sealed record TestCertificate
{
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string AnyUsage = "2.5.29.37.0";

    public static TestCertificate Ca { get; } = new() { IsCa = true, KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign };

    public static TestCertificate Leaf { get; } = new() { KeyUsage = X509KeyUsageFlags.DigitalSignature, ExtendedKeyUsages = [EmailProtection] };

    public AsymmetricAlgorithm? Key { get; init; }

    /// <summary>The hash that the issuer signs with.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public DateTimeOffset NotBefore { get; init; } = TestAuthority.Now.AddYears(-1);

    public DateTimeOffset NotAfter { get; init; } = TestAuthority.Now.AddYears(1);

    public bool? IsCa { get; init; }

    public int? PathLength { get; init; }

    public X509KeyUsageFlags? KeyUsage { get; init; }

    public IReadOnlyList<string> ExtendedKeyUsages { get; init; } = [];

    public bool ExtendedKeyUsageIsCritical { get; init; }

    public IReadOnlyList<string> Emails { get; init; } = [];

    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    /// <summary>Constraints on rfc822Name.</summary>
    public static X509Extension NameConstraints(string? permitted, string? excluded = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Write(writer, 0, permitted);
            Write(writer, 1, excluded);
        }

        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);

        static void Write(AsnWriter writer, int tag, string? name)
        {
            if (name is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag)))
                using (writer.PushSequence())
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 1));
                }
            }
        }
    }

    /// <summary>A subjectAltName with one SmtpUTF8Mailbox.</summary>
    public static X509Extension SmtpUtf8(string mailbox)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.8.9");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, mailbox);
            }
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    public static X509Extension KeyIdentifier(string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(Encoding.ASCII.GetBytes(value));
        return new X509Extension("2.5.29.14", writer.Encode(), critical: false);
    }

    public static X509Extension IssuerKeyIdentifier(string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteOctetString(Encoding.ASCII.GetBytes(value), new Asn1Tag(TagClass.ContextSpecific, 0));
        }

        return new X509Extension("2.5.29.35", writer.Encode(), critical: false);
    }

    /// <summary>Names a CRL source; the location does not matter, nothing is fetched.</summary>
    public static X509Extension RevocationSource() => CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["http://crl.example/ca.crl"]);
}
