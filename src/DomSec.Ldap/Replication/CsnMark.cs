using System.Collections.Immutable;
using System.Text;

namespace DomSec.Ldap.Replication;

/// <summary>
/// How far a directory is, as OpenLDAP tells it: for each provider the newest change sequence number, such as
/// <c>20261124021110.123456Z#000000#001#000000</c>. Stands in <c>contextCSN</c> and in cookies; other servers have none. Immutable.
/// </summary>
internal sealed record CsnMark(ImmutableSortedDictionary<string, string> Newest)
{
    private const int MaxProviders = 256;

    public static CsnMark None { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public static CsnMark Of(IEnumerable<string> csns)
    {
        CsnMark mark = None;
        foreach (string csn in csns)
        {
            string[] parts = csn.Split('#');
            if (parts.Length == 4 && mark.Newest.Count < MaxProviders)
            {
                string before = mark.Newest.GetValueOrDefault(parts[2], "");
                mark = new CsnMark(mark.Newest.SetItem(parts[2], string.CompareOrdinal(csn, before) > 0 ? csn : before));
            }
        }

        return mark;
    }

    /// <summary>By what the cookie says, if it is OpenLDAP's: <c>rid=…,csn=…;…</c>. Cookies are opaque; one that says nothing gives no mark.</summary>
    public static CsnMark OfCookie(ReadOnlySpan<byte> cookie)
    {
        string text = Encoding.UTF8.GetString(cookie);
        int csn = text.IndexOf("csn=", StringComparison.Ordinal);
        return csn < 0 ? None : Of(text[(csn + 4)..].Split(',')[0].Split(';'));
    }

    public CsnMark With(CsnMark other) => Of(Newest.Values.Concat(other.Newest.Values));

    /// <summary>Whether this lacks something that the other has.</summary>
    public bool IsBehind(CsnMark other) => other.Newest.Any(each => string.CompareOrdinal(Newest.GetValueOrDefault(each.Key, ""), each.Value) < 0);
}
