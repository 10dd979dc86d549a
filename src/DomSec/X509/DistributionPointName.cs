using DomSec.Ber;

namespace DomSec.X509;

/// <summary>DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName } (RFC 5280 section 4.2.1.13).</summary>
/// <param name="FullNames">The names; empty when it is a relative one.</param>
/// <param name="RelativeName">What follows the CRL issuer's name; null when it is not a relative one.</param>
internal sealed record DistributionPointName(IReadOnlyList<GeneralName> FullNames, IReadOnlyList<NameAttribute>? RelativeName)
{
    /// <summary>Reads [0] DistributionPointName, which is explicit because it is a CHOICE.</summary>
    public static DistributionPointName Read(ref BerReader reader)
    {
        BerReader choice = reader.ReadConstructed(BerTag.Context(0));
        bool isRelative = choice.NextIs(BerTag.Context(1));
        BerReader value = choice.ReadConstructed(BerTag.Context(isRelative ? 1 : 0));
        DistributionPointName name = isRelative
            ? new DistributionPointName([], DistinguishedName.ReadRdn(ref value))
            : new DistributionPointName(GeneralName.ReadAll(ref value), null);
        choice.Join(value);
        choice.RequireEnd();
        reader.Join(choice);
        return name;
    }
}
