using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0] OPTIONAL, onlyContainsUserCerts [1] BOOLEAN DEFAULT FALSE,
/// onlyContainsCACerts [2] BOOLEAN DEFAULT FALSE, onlySomeReasons [3] ReasonFlags OPTIONAL, indirectCRL [4] BOOLEAN DEFAULT FALSE,
/// onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE } (RFC 5280 section 5.2.5): the scope of a CRL.
/// </summary>
internal sealed record IssuingDistributionPoint
{
    public DistributionPointName? Name { get; private init; }

    public bool OnlyUserCertificates { get; private init; }

    public bool OnlyCaCertificates { get; private init; }

    public RevocationReasons Reasons { get; private init; }

    /// <summary>Whether entries may speak of other issuers' certificates.</summary>
    public bool IsIndirect { get; private init; }

    public bool OnlyAttributeCertificates { get; private init; }

    /// <summary>Null when it cannot be read or contradicts itself: nothing is known of the CRL's scope then.</summary>
    public static IssuingDistributionPoint? TryParse(ReadOnlyMemory<byte> value)
    {
        var reader = new BerReader(value);
        BerReader fields = reader.ReadSequence();
        reader.RequireEnd();
        var point = new IssuingDistributionPoint
        {
            Name = fields.NextIs(BerTag.Context(0)) ? DistributionPointName.Read(ref fields) : null,
            OnlyUserCertificates = ReadFlag(ref fields, 1),
            OnlyCaCertificates = ReadFlag(ref fields, 2),
            Reasons = fields.NextIs(BerTag.ContextPrimitive(3)) ? DistributionPoint.ReadReasons(ref fields) : RevocationReasons.All,
            IsIndirect = ReadFlag(ref fields, 4),
            OnlyAttributeCertificates = ReadFlag(ref fields, 5),
        };
        fields.RequireEnd();
        reader.Join(fields);

        // Section 5.2.5: at most one of the three may be TRUE.
        int kinds = (point.OnlyUserCertificates ? 1 : 0) + (point.OnlyCaCertificates ? 1 : 0) + (point.OnlyAttributeCertificates ? 1 : 0);
        return reader.Ok && kinds <= 1 ? point : null;
    }

    private static bool ReadFlag(ref BerReader fields, int number)
    {
        if (!fields.NextIs(BerTag.ContextPrimitive(number)))
        {
            return false;
        }

        ReadOnlySpan<byte> content = fields.ReadElement().Content.Span;
        if (fields.Ok && content.Length != 1)
        {
            fields.Fail(BerStatus.Malformed);
        }

        return fields.Ok && content[0] != 0;
    }
}
