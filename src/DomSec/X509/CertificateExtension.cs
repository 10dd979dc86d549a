using DomSec.Ber;

namespace DomSec.X509;

/// <summary>Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } (RFC 5280 section 4.1).</summary>
internal readonly record struct CertificateExtension(Oid Id, bool IsCritical, ReadOnlyMemory<byte> Value)
{
    /// <summary>Reads Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension.</summary>
    public static IReadOnlyList<CertificateExtension> ReadAll(ref BerReader reader)
    {
        var extensions = new List<CertificateExtension>();
        BerReader list = reader.ReadSequence();
        while (list.HasData)
        {
            BerReader item = list.ReadSequence();
            Oid id = item.ReadOid();
            bool critical = item.NextIs(BerTag.Boolean) && item.ReadBoolean();
            ReadOnlyMemory<byte> value = item.ReadOctetString();
            item.RequireEnd();
            list.Join(item);
            extensions.Add(new CertificateExtension(id, critical, value));
            if (extensions.Count > MaxExtensions)
            {
                list.Fail(BerStatus.TooLarge);
            }
        }

        // RFC 5280 section 4.2: at most one instance of a particular extension. Two would let readers see different certificates.
        if (list.Ok && extensions.Select(extension => extension.Id).Distinct().Count() != extensions.Count)
        {
            list.Fail(BerStatus.Malformed);
        }

        reader.Join(list);
        return extensions;
    }

    /// <summary>SEC-DOS-01: far beyond real certificates.</summary>
    private const int MaxExtensions = 128;
}
