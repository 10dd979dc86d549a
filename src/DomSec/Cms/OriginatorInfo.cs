using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// OriginatorInfo ::= [0] IMPLICIT SEQUENCE { certs [0] OPTIONAL, crls [1] OPTIONAL } (RFC 5652 section 6.1). Nobody signed it: advisory only.
/// </summary>
internal static class OriginatorInfo
{
    public static IReadOnlyList<ReadOnlyMemory<byte>> ReadCertificates(ReadOnlyMemory<byte> raw, int maxCertificates)
    {
        var reader = new BerReader(raw);
        BerReader info = reader.ReadConstructed(BerTag.Context(0));
        return info.NextIs(BerTag.Context(0)) && CertificateSet.TryParse(info.ReadElement().Raw, maxCertificates, out IReadOnlyList<ReadOnlyMemory<byte>> certificates) == CmsStatus.Ok
            ? certificates
            : [];
    }

    public static void Write(AsnWriter writer, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        var context0 = new Asn1Tag(TagClass.ContextSpecific, 0);
        using (writer.PushSequence(context0))
        using (writer.PushSetOf(context0))
        {
            foreach (ReadOnlyMemory<byte> certificate in certificates)
            {
                writer.WriteEncodedValue(certificate.Span);
            }
        }
    }
}
