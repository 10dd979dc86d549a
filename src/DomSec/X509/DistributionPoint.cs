using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// DistributionPoint ::= SEQUENCE { distributionPoint [0] OPTIONAL, reasons [1] ReasonFlags OPTIONAL, cRLIssuer [2] GeneralNames OPTIONAL }
/// (RFC 5280 section 4.2.1.13).
/// </summary>
/// <param name="Name">The name that a CRL's issuingDistributionPoint repeats.</param>
/// <param name="Reasons">The reasons that its CRLs cover.</param>
/// <param name="CrlIssuers">Who signs its CRLs, when it is not the certificate's issuer; empty otherwise.</param>
internal sealed record DistributionPoint(DistributionPointName? Name, RevocationReasons Reasons, IReadOnlyList<GeneralName> CrlIssuers)
{
    /// <summary>SEC-DOS-01: far beyond real certificates; with <see cref="GeneralName.MaxNames"/> it bounds what one certificate makes us compare.</summary>
    private const int MaxPoints = 32;

    /// <summary>The points of a cRLDistributionPoints value; none when it cannot be read, so that only CRLs without a scope speak about the certificate.</summary>
    public static IReadOnlyList<DistributionPoint> ReadAll(ReadOnlyMemory<byte> value)
    {
        var points = new List<DistributionPoint>(1);
        var reader = new BerReader(value);
        BerReader list = reader.ReadSequence();
        reader.RequireEnd();
        while (list.HasData && points.Count <= MaxPoints)
        {
            BerReader fields = list.ReadSequence();
            DistributionPointName? name = fields.NextIs(BerTag.Context(0)) ? DistributionPointName.Read(ref fields) : null;
            RevocationReasons reasons = fields.NextIs(BerTag.ContextPrimitive(1)) ? ReadReasons(ref fields) : RevocationReasons.All;
            IReadOnlyList<GeneralName> issuers = [];
            if (fields.NextIs(BerTag.Context(2)))
            {
                BerReader names = fields.ReadConstructed(BerTag.Context(2));
                issuers = GeneralName.ReadAll(ref names);
                fields.Join(names);
            }

            fields.RequireEnd();
            list.Join(fields);
            points.Add(new DistributionPoint(name, reasons, issuers));
        }

        reader.Join(list);
        return reader.Ok && points.Count <= MaxPoints ? points : [];
    }

    /// <summary>ReasonFlags under a context tag of its own.</summary>
    public static RevocationReasons ReadReasons(ref BerReader fields)
    {
        ReadOnlySpan<byte> octets = fields.ReadString((byte)(fields.PeekTag() & ~BerTag.ConstructedBit)).Span;
        var reasons = RevocationReasons.None;
        for (int bit = 1; bit <= 8 && 1 + (bit / 8) < octets.Length; bit++)
        {
            // X.690 section 8.6.2: after the octet that counts unused bits, bit 0 is the most significant one.
            if ((octets[1 + (bit / 8)] & (0x80 >> (bit % 8))) != 0)
            {
                reasons |= (RevocationReasons)(1 << bit);
            }
        }

        return reasons;
    }
}
