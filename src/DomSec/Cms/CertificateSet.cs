using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>CertificateSet ::= SET OF CertificateChoices (RFC 5652 section 10.2.3), read from [0] IMPLICIT; only X.509 certificates are kept.</summary>
internal static class CertificateSet
{
    public static CmsStatus TryParse(ReadOnlyMemory<byte> raw, int maxCertificates, out IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        var result = new List<ReadOnlyMemory<byte>>();
        certificates = result;
        var reader = new BerReader(raw);
        BerReader set = reader.ReadConstructed(BerTag.Context(0));
        while (set.HasData)
        {
            BerElement element = set.ReadElement();
            if (set.Ok && element.Tag == BerTag.Sequence)
            {
                if (result.Count == maxCertificates)
                {
                    return CmsStatus.Limit;
                }

                result.Add(element.Raw); // the original octets, never re-encoded (CMS-GEN-05)
            }
        }

        return CmsFault.From(set.Status, "").Status;
    }
}
