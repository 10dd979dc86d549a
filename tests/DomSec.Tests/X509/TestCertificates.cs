using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Tests.X509;

/// <summary>Self-signed certificates made by the platform, to be read by ours.</summary>
internal static class TestCertificates
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static readonly DateTimeOffset NotBefore = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly DateTimeOffset NotAfter = new(2051, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A certificate with this subject and these rfc822Names.</summary>
    public static Certificate Make(string subject, params string[] emails)
    {
        var san = new SubjectAlternativeNameBuilder();
        foreach (string email in emails)
        {
            san.AddEmailAddress(email);
        }

        return Parse(MakeRaw(Names.Der(subject), emails.Length > 0 ? [san.Build()] : []));
    }

    public static byte[] MakeRaw(byte[] subject, params X509Extension[] extensions)
    {
        var request = new CertificateRequest(new X500DistinguishedName(subject), Key, HashAlgorithmName.SHA256);
        foreach (X509Extension extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using X509Certificate2 certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        return certificate.RawData;
    }

    public static Certificate Parse(ReadOnlyMemory<byte> der)
    {
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(der, out Certificate? certificate));
        return certificate!;
    }

    /// <summary>A subjectAltName whose GeneralNames are given as octets: implicit tag and contents.</summary>
    public static X509Extension AltNames(params (byte Tag, byte[] Content)[] names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((byte tag, byte[] content) in names)
            {
                Assert.True(content.Length < 0x80);
                writer.WriteEncodedValue([tag, (byte)content.Length, .. content]);
            }
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    /// <summary>otherName of type SmtpUTF8Mailbox.</summary>
    public static (byte Tag, byte[] Content) SmtpUtf8Mailbox(string mailbox)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier("1.3.6.1.5.5.7.8.9");
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, mailbox);
        }

        return (0xA0, writer.Encode());
    }
}
