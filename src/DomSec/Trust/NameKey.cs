using System.Globalization;
using System.Text;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// A distinguished name as a string that is equal exactly when <see cref="DistinguishedName.Equivalent"/> says so (RFC 5280 section 7.1),
/// so that issuers are found by a dictionary and not by comparing with every certificate there is.
/// </summary>
internal static class NameKey
{
    public static string Of(DistinguishedName name)
    {
        var key = new StringBuilder();
        foreach (IReadOnlyList<NameAttribute> rdn in name.Rdns)
        {
            Append(key, rdn);
        }

        return key.ToString();
    }

    /// <summary>The key of the name that has one more relative distinguished name than the name of a key.</summary>
    public static string Below(string key, IReadOnlyList<NameAttribute> rdn)
    {
        var below = new StringBuilder(key);
        Append(below, rdn);
        return below.ToString();
    }

    private static void Append(StringBuilder key, IReadOnlyList<NameAttribute> rdn)
    {
        // Every part is preceded by its length: no value can imitate a boundary.
        IEnumerable<string> attributes = rdn.Select(OfAttribute).Order(StringComparer.Ordinal);
        key.Append('+').Append(rdn.Count.ToString(CultureInfo.InvariantCulture));
        foreach (string attribute in attributes)
        {
            key.Append('#').Append(attribute.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(attribute);
        }
    }

    private static string OfAttribute(NameAttribute attribute)
    {
        string value = attribute.Value is { } text ? "=" + NameStrings.Fold(text) : "#" + Convert.ToHexString(attribute.Raw.Span);
        return Convert.ToHexString(attribute.Type.Content) + value;
    }
}
