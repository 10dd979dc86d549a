using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Tests.Trust;

/// <summary>The extensions that divide CRLs among each other (RFC 5280 sections 4.2.1.13, 5.2.4, 5.2.5 and 5.3.3).</summary>
internal static class RevocationExtensions
{
    public static readonly int[] KeyReasons = [1, 2];
    public static readonly int[] OtherReasons = [3, 4, 5, 6, 7, 8];

    /// <summary>issuingDistributionPoint; <paramref name="flags"/> are the numbers of its BOOLEANs.</summary>
    public static X509Extension Scope(string? uri = null, int[]? reasons = null, params int[] flags)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteName(writer, uri);
            foreach (int number in Enumerable.Range(1, 5))
            {
                if (number == 3 && reasons is not null)
                {
                    WriteReasons(writer, reasons, 3);
                }
                else if (flags.Contains(number))
                {
                    writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, number));
                }
            }
        }

        return new X509Extension("2.5.29.28", writer.Encode(), critical: true);
    }

    public static X509Extension UsersOnly() => Scope(flags: 1);

    public static X509Extension CasOnly() => Scope(flags: 2);

    public static X509Extension Indirect() => Scope(flags: 4);

    public static X509Extension AttributesOnly() => Scope(flags: 5);

    public static X509Extension Delta(int from)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(from);
        return new X509Extension("2.5.29.27", writer.Encode(), critical: true);
    }

    /// <summary>cRLDistributionPoints.</summary>
    public static X509Extension Points(params (string? Uri, int[]? Reasons, string? CrlIssuer)[] points)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((string? uri, int[]? reasons, string? crlIssuer) in points)
            {
                using (writer.PushSequence())
                {
                    WriteName(writer, uri);
                    if (reasons is not null)
                    {
                        WriteReasons(writer, reasons, 1);
                    }

                    if (crlIssuer is not null)
                    {
                        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                        {
                            WriteDirectoryName(writer, new X500DistinguishedName(crlIssuer).RawData);
                        }
                    }
                }
            }
        }

        return new X509Extension("2.5.29.31", writer.Encode(), critical: false);
    }

    public static X509Extension CertificateIssuer(TestAuthority certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteDirectoryName(writer, certificate.Certificate.IssuerRaw.Span);
        }

        return new X509Extension("2.5.29.29", writer.Encode(), critical: true);
    }

    private static void WriteDirectoryName(AsnWriter writer, ReadOnlySpan<byte> name)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        {
            writer.WriteEncodedValue(name);
        }
    }

    private static void WriteName(AsnWriter writer, string? uri)
    {
        if (uri is not null)
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, 6));
            }
        }
    }

    private static void WriteReasons(AsnWriter writer, int[] reasons, int tag)
    {
        byte[] octets = new byte[2];
        foreach (int reason in reasons)
        {
            octets[reason / 8] |= (byte)(0x80 >> (reason % 8));
        }

        int unused = 7;
        writer.WriteBitString(octets, unused, new Asn1Tag(TagClass.ContextSpecific, tag));
    }
}
