using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Naming;

/// <summary>Which end of an encoded name is the more significant one.</summary>
internal enum RdnOrder
{
    Undecidable = 0,

    /// <summary>Country or root domain component first, as X.501 means it.</summary>
    MostSignificantFirst,

    /// <summary>The common name first: the string form of RFC 4514 encoded as it is written.</summary>
    LeastSignificantFirst,
}

/// <summary>Tells the order of a name from its attributes (DS-NAM-29): country and domain components stand above the organization, that above its units, all above the entry.</summary>
internal static class RdnOrders
{
    public static RdnOrder Detect(DistinguishedName name)
    {
        bool mayDescend = true;
        bool mayAscend = true;
        (int Low, int High)? previous = null;
        foreach (IReadOnlyList<NameAttribute> rdn in name.Rdns)
        {
            if (Ranks(rdn) is not { } current)
            {
                continue;
            }

            if (previous is { } above)
            {
                mayDescend &= above.High <= current.Low;
                mayAscend &= above.Low >= current.High;
            }

            previous = current;
        }

        // Both still possible: nothing but equals, which prove nothing.
        return (mayDescend, mayAscend) switch
        {
            (true, false) => RdnOrder.MostSignificantFirst,
            (false, true) => RdnOrder.LeastSignificantFirst,
            _ => RdnOrder.Undecidable,
        };
    }

    private static (int Low, int High)? Ranks(IReadOnlyList<NameAttribute> rdn)
    {
        int low = int.MaxValue;
        int high = int.MinValue;
        foreach (NameAttribute attribute in rdn)
        {
            if (Rank(attribute.Type) is { } rank)
            {
                low = Math.Min(low, rank);
                high = Math.Max(high, rank);
            }
        }

        return high < low ? null : (low, high);
    }

    /// <summary>State and locality stand above the organization in some names and below it in others, so they prove nothing.</summary>
    private static int? Rank(Oid type)
    {
        if (type == X509Oids.Country || type == X509Oids.DomainComponent)
        {
            return 0;
        }

        if (type == X509Oids.Organization)
        {
            return 1;
        }

        if (type == X509Oids.OrganizationalUnit)
        {
            return 2;
        }

        return type == X509Oids.CommonName || type == X509Oids.UserId ? 3 : null;
    }
}
